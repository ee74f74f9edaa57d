import { useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import type { TaskRow } from "@/api";
import { listTasksOptions } from "@/api/@tanstack/react-query.gen";
import { useSession } from "@/features/access/session";
import { AlertStrip } from "@/features/rules/AlertStrip";
import { TaskPanel } from "@/features/tasks/TaskPanel";
import { TaskTable } from "@/features/tasks/TaskTable";
import { Beside } from "@/ui/Beside";
import { Figures } from "@/ui/Figures";
import { useFormat } from "@/ui/format";
import { useKeys } from "@/ui/keys";
import { Page } from "@/ui/Page";
import { Pager, usePaging } from "@/ui/Pager";
import { Panel } from "@/ui/Panel";
import { Loaded, Nothing } from "@/ui/States";

type Scope = "mine" | "team" | "all";
type State = "open" | "done";
const EVERY_MINUTE = 60_000;

/** What is to be done: the tasks in the order of urgency, the day in figures, the alerts that stand open. */
export default function WorkbenchPage() {
  const { t } = useTranslation();
  const { user, may } = useSession();
  const [scope, setScope] = useState<Scope>("mine");
  const [state, setState] = useState<State>("open");
  const paging = usePaging(50);
  const [params, setParams] = useSearchParams();
  const opened = Number(params.get("task")) || null;
  const open = (id: number | null) => setParams(id ? { task: String(id) } : {}, { replace: opened !== null });
  const tasks = useQuery({
    ...listTasksOptions({ query: { scope, state, limit: paging.limit, offset: paging.offset } }),
    refetchInterval: EVERY_MINUTE,
  });
  const [current, setCurrent] = useTaskKeys(tasks.data?.items ?? [], opened, open);
  const scopes: Scope[] = [
    "mine",
    ...(user.team ? ["team" as const] : []),
    ...(may("tasks.assign") ? ["all" as const] : []),
  ];
  const choose = (next: () => void) => {
    next();
    paging.toStart();
  };
  return (
    <Page title={t("ui.menu.tasks")} about={t("tasks.about", { name: user.name })}>
      <Counts counts={tasks.data?.counts} />
      {may("alerts.read") && <AlertStrip />}
      <Beside
        label={t("tasks.task")}
        open={opened !== null}
        close={() => open(null)}
        beside={opened && <TaskPanel key={opened} id={opened} leave={() => open(null)} />}
      >
        <Panel
          title={t("tasks.title")}
          flush
          extra={
            <>
              <Segmented<State>
                size="small"
                aria-label={t("tasks.state")}
                value={state}
                onChange={(next) => choose(() => setState(next))}
                options={(["open", "done"] as const).map((value) => ({ value, label: t(`tasks.states.${value}`) }))}
              />
              {scopes.length > 1 && (
                <Segmented<Scope>
                  size="small"
                  aria-label={t("tasks.scope")}
                  value={scope}
                  onChange={(next) => choose(() => setScope(next))}
                  options={scopes.map((value) => ({ value, label: t(`tasks.scopes.${value}`) }))}
                />
              )}
            </>
          }
        >
          <Loaded query={tasks} rows={8}>
            {({ items, total }) =>
              items.length === 0 ? (
                <Nothing title={t(state === "open" ? "tasks.none" : "tasks.noneDone")}>
                  {state === "open" && scope === "mine" && user.team && (
                    <Button size="small" onClick={() => choose(() => setScope("team"))}>
                      {t("tasks.toTeam")}
                    </Button>
                  )}
                </Nothing>
              ) : (
                <>
                  <TaskTable
                    tasks={items}
                    current={opened ?? current}
                    open={(task) => {
                      setCurrent(task.id);
                      open(task.id);
                    }}
                  />
                  <Pager paging={paging} total={total} />
                </>
              )
            }
          </Loaded>
        </Panel>
      </Beside>
    </Page>
  );
}

/** The task that the keyboard stands on: j and k move, Enter opens, Escape leaves; an open task moves along. */
function useTaskKeys(tasks: TaskRow[], opened: number | null, open: (id: number | null) => void) {
  const [current, setCurrent] = useState<number | null>(opened);
  const move = (by: number) => {
    const at = tasks.findIndex((task) => task.id === (opened ?? current));
    const next = tasks[Math.max(0, Math.min(tasks.length - 1, at + by))];
    if (!next) return;
    setCurrent(next.id);
    if (opened !== null) open(next.id);
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    enter: () => current !== null && open(current),
    escape: () => opened !== null && open(null),
  });
  return [current, setCurrent] as const;
}

type CountsProps = { counts?: { open: number; overdue: number; due_today: number; done_today: number } };

function Counts({ counts }: CountsProps) {
  const { t } = useTranslation();
  const { count } = useFormat();
  return (
    <Figures
      items={[
        {
          key: "overdue",
          label: t("tasks.counts.overdue"),
          value: count(counts?.overdue),
          tone: counts?.overdue ? "red" : undefined,
        },
        {
          key: "today",
          label: t("tasks.counts.dueToday"),
          value: count(counts?.due_today),
          tone: counts?.due_today ? "amber" : undefined,
        },
        { key: "open", label: t("tasks.counts.open"), value: count(counts?.open) },
        { key: "done", label: t("tasks.counts.doneToday"), value: count(counts?.done_today) },
      ]}
    />
  );
}
