import { useQuery } from "@tanstack/react-query";
import { Drawer } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listAlertsOptions, listTasksOptions } from "@/api/@tanstack/react-query.gen";
import { useSession } from "@/features/access/session";
import { AlertPanel } from "@/features/rules/AlertPanel";
import { SEVERITY } from "@/features/rules/severities";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { Pill } from "@/ui/Pill";
import { Nothing } from "@/ui/States";
import css from "./CustomerWork.module.css";
import { TaskPanel } from "./TaskPanel";
import { Due } from "./TaskTable";
import { PRIORITY } from "./tones";

type Opened = { kind: "task" | "alert"; id: number } | null;

/** The open tasks and alerts of one customer; a task can be worked on and closed from here. */
export function CustomerWork({ customerId }: { customerId: string }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const word = useWord();
  const { say, day } = useFormat();
  const [opened, setOpened] = useState<Opened>(null);
  const tasks = useQuery({
    ...listTasksOptions({ query: { scope: "all", state: "open", customer_id: customerId } }),
    enabled: may("tasks.work"),
  });
  const alerts = useQuery({
    ...listAlertsOptions({ query: { state: "open", customer_id: customerId } }),
    enabled: may("alerts.read"),
  });
  const openTasks = tasks.data?.items ?? [];
  const openAlerts = alerts.data?.items ?? [];
  const nothing = (tasks.data || !may("tasks.work")) && alerts.data && openTasks.length + openAlerts.length === 0;
  return (
    <Panel title={t("tasks.ofCustomer")} flush>
      {nothing && <Nothing title={t("tasks.noneOfCustomer")} />}
      <ul className={css.list}>
        {openTasks.map((task) => (
          <li key={`task-${task.id}`}>
            <button type="button" onClick={() => setOpened({ kind: "task", id: task.id })}>
              <span className={css.kind}>{t("tasks.task")}</span>
              <span className={css.name}>{say(task.title)}</span>
              <Pill tone={PRIORITY[task.priority]}>{word("priority", task.priority)}</Pill>
              <Due task={task} />
            </button>
          </li>
        ))}
        {openAlerts.map((alert) => (
          <li key={`alert-${alert.id}`}>
            <button type="button" onClick={() => setOpened({ kind: "alert", id: alert.id })}>
              <span className={css.kind}>{t("tasks.alerts.one")}</span>
              <span className={css.name}>{say(alert.rule_name)}</span>
              <Pill tone={SEVERITY[alert.severity]}>{word("severity", alert.severity)}</Pill>
              <span>{t("tasks.alerts.raisedOn", { day: day(alert.raised_on) })}</span>
            </button>
          </li>
        ))}
      </ul>
      <Drawer
        open={opened !== null}
        onClose={() => setOpened(null)}
        title={t(opened?.kind === "alert" ? "tasks.alerts.one" : "tasks.task")}
        size={560}
        styles={{ body: { padding: 0 } }}
      >
        {opened?.kind === "task" && <TaskPanel id={opened.id} toCustomer={false} />}
        {opened?.kind === "alert" && <AlertPanel id={opened.id} />}
      </Drawer>
    </Panel>
  );
}
