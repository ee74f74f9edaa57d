import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { type AssignTask, assignTask, type CloseTask, closeTask, startTask, type TaskDetail, undoTask } from "@/api";
import { getTaskQueryKey } from "@/api/@tanstack/react-query.gen";
import { refresh } from "@/server";
import { problemOf } from "@/ui/problem";

const UNDO_SECONDS = 12;

/** What can be done with a task; each answer is the task as it is now, and lists that show it are asked anew. */
export function useTaskActions(id: number) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { notification } = App.useApp();
  const path = { task_id: id };
  const settled = {
    onSuccess: (task: TaskDetail) => {
      client.setQueryData(getTaskQueryKey({ path }), task);
      return refresh("listTasks", "listAlerts", "listCustomerTimeline", "getCustomer");
    },
    onError: (error: unknown) => {
      const problem = problemOf(error);
      notification.error({ title: problem.detail || t("ui.problem.failed"), description: problem.remedy });
    },
  };
  const undo = useMutation({ mutationFn: async () => (await undoTask({ path, throwOnError: true })).data, ...settled });
  const offerUndo = (task: TaskDetail) => {
    const key = `undo-${id}`;
    const takeBack = () => {
      notification.destroy(key);
      undo.mutate();
    };
    notification.success({
      key,
      title: t(task.state === "done" ? "tasks.closed" : "tasks.putOff"),
      description: task.customer_name,
      duration: UNDO_SECONDS,
      placement: "bottomRight",
      actions: task.can_undo_until && (
        <Button size="small" onClick={takeBack}>
          {t("tasks.undo")}
        </Button>
      ),
    });
  };
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
