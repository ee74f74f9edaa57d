import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type AssignTask, assignTask, type CloseTask, closeTask, startTask, type TaskDetail, undoTask } from "@/api";
import { getTaskQueryKey } from "@/api/@tanstack/react-query.gen";
import { refresh } from "@/server";
import { useNotice } from "@/ui/Notices";
import { problemOf } from "@/ui/problem";

/** What can be done with a task; each answer is the task as it is now, and lists that show it are asked anew. */
export function useTaskActions(id: number) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const say = useNotice();
  const path = { task_id: id };
  const settled = {
    onSuccess: (task: TaskDetail) => {
      client.setQueryData(getTaskQueryKey({ path }), task);
      return refresh("listTasks", "listAlerts", "listCustomerTimeline", "getCustomer");
    },
    onError: (error: unknown) => {
      const problem = problemOf(error);
      say({ tone: "red", title: problem.detail || t("ui.problem.failed"), about: problem.remedy });
    },
  };
  const undo = useMutation({ mutationFn: async () => (await undoTask({ path, throwOnError: true })).data, ...settled });
  const offerUndo = (task: TaskDetail) =>
    say({
      tone: "green",
      title: t(task.state === "done" ? "tasks.closed" : "tasks.putOff"),
      about: task.customer_name,
      ...(task.can_undo_until && { action: { label: t("tasks.undo"), act: undo.mutate } }),
    });
  return {
    start: useMutation({ mutationFn: async () => (await startTask({ path, throwOnError: true })).data, ...settled }),
    assign: useMutation({
      mutationFn: async (body: AssignTask) => (await assignTask({ path, body, throwOnError: true })).data,
      ...settled,
    }),
    close: useMutation({
      mutationFn: async (body: CloseTask) => (await closeTask({ path, body, throwOnError: true })).data,
      ...settled,
      onSuccess: (task: TaskDetail) => {
        offerUndo(task);
        return settled.onSuccess(task);
      },
    }),
    undo,
  };
}
