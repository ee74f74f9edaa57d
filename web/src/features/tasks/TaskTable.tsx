import { useTranslation } from "react-i18next";
import type { TaskRow } from "@/api";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Pill } from "@/ui/Pill";
import { type Column, Rows } from "@/ui/Rows";
import css from "./TaskTable.module.css";
import { PRIORITY } from "./tones";

type Props = { tasks: TaskRow[]; current: number | null; open: (task: TaskRow) => void };

/** Tasks in the order in which they should be done. */
export function TaskTable({ tasks, current, open }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const { say } = useFormat();
  const columns: Column<TaskRow>[] = [
    {
      key: "task",
      label: t("tasks.task"),
      lead: true,
      show: (task) => (
        <div className={css.task}>
          <span className={css.customer}>{task.customer_name ?? task.customer_id}</span>
          <span className={css.title}>{say(task.title)}</span>
        </div>
      ),
    },
    { key: "why", label: t("tasks.why"), minor: true, show: (task) => say(task.rule_name) },
    {
      key: "priority",
      label: t("tasks.priority"),
      show: (task) => <Pill tone={PRIORITY[task.priority]}>{word("priority", task.priority)}</Pill>,
    },
    { key: "due", label: t("tasks.due"), show: (task) => <Due task={task} /> },
    { key: "who", label: t("tasks.assignee"), minor: true, show: (task) => <Assignee task={task} /> },
  ];
  return (
    <Rows
      label={t("tasks.title")}
      rows={tasks}
      columns={columns}
      keyOf={(task) => task.id}
      open={open}
      current={(task) => task.id === current}
    />
  );
}

/** When a task is due; how it ended once it has. */
export function Due({ task }: { task: TaskRow }) {
  const { t } = useTranslation();
  const { age, dateTime, say } = useFormat();
  const word = useWord();
  if (task.state === "done" || task.state === "withdrawn") {
    return (
      <Pill tone={task.state === "done" ? "green" : "neutral"}>
        {say(task.outcome_name) || word("taskState", task.state)}
      </Pill>
    );
  }
  return (
    <span className={task.overdue ? css.overdue : ""} title={dateTime(task.due_at)}>
      {task.overdue ? t("tasks.overdue", { age: age(task.due_at) }) : age(task.due_at)}
    </span>
  );
}

export function Assignee({ task }: { task: TaskRow }) {
  const { t } = useTranslation();
  const { say } = useFormat();
  return (
    <span>
      {task.assignee?.name ?? <span className={css.title}>{say(task.team_name) || t("tasks.nobody")}</span>}
      {task.state === "started" && (
        <>
          {" "}
          <Pill tone="blue">{t("tasks.started")}</Pill>
        </>
      )}
    </span>
  );
}
