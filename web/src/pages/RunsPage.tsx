import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { RunSummary } from "@/api";
import { listJobsOptions, listRunsOptions } from "@/api/@tanstack/react-query.gen";
import { useSession } from "@/features/access/session";
import css from "@/features/jobs/jobs.module.css";
import { RunState } from "@/features/jobs/RunState";
import { StartRun } from "@/features/jobs/StartRun";
import { Touches } from "@/features/jobs/Touches";
import { useWord } from "@/ui/code";
import { NOTHING, useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Pager, usePaging } from "@/ui/Pager";
import { Panel } from "@/ui/Panel";
import { type Column, Rows } from "@/ui/Rows";
import { Loaded, Nothing } from "@/ui/States";

/** Every execution of the pipeline, and the button that starts one. */
export default function RunsPage() {
  const { t } = useTranslation();
  const { may } = useSession();
  const navigate = useNavigate();
  const paging = usePaging(20);
  const waiting = useQuery({ ...listJobsOptions({ query: { state: "running", limit: 20 } }), refetchInterval: 2_000 });
  const asked = (waiting.data?.items ?? []).some((job) => job.name.includes("pipeline"));
  const runs = useQuery({
    ...listRunsOptions({ query: { limit: paging.limit, offset: paging.offset } }),
    refetchInterval: ({ state }) =>
      asked || state.data?.items.some((run) => run.state === "running") ? 1_500 : 15_000,
  });
  const running = runs.data?.items.some((run) => run.state === "running") ?? false;
  const columns = useRunColumns();
  return (
    <Page
      title={t("ui.menu.runs")}
      about={t("jobs.runsAbout")}
      actions={may("runs.start") && <StartRun disabled={running} />}
    >
      <Panel title={t("jobs.runs")} flush>
        <Loaded query={runs} rows={6}>
          {({ items, total }) =>
            items.length === 0 ? (
              <Nothing title={t("jobs.noRuns")}>{t("jobs.noRunsHint")}</Nothing>
            ) : (
              <>
                <Rows
                  label={t("jobs.runs")}
                  rows={items}
                  columns={columns}
                  keyOf={(run) => run.id}
                  open={(run) => void navigate(`/runs/${run.id}`)}
                />
                <Pager paging={paging} total={total} />
              </>
            )
          }
        </Loaded>
      </Panel>
      <Touches />
    </Page>
  );
}

function useRunColumns(): Column<RunSummary>[] {
  const { t } = useTranslation();
  const word = useWord();
  const { day, dateTime, duration, count } = useFormat();
  return [
    {
      key: "asOf",
      label: t("jobs.asOf"),
      lead: true,
      show: (run) => <strong>{t("jobs.runOf", { day: day(run.as_of) })}</strong>,
    },
    { key: "state", label: t("jobs.state"), show: (run) => <RunState state={run.state} /> },
    {
      key: "stage",
      label: t("jobs.stage"),
      show: (run) =>
        run.current_stage ? (
          word("stage", run.current_stage)
        ) : run.error ? (
          <span className={css.error}>{run.error.split("\n")[0]}</span>
        ) : (
          NOTHING
        ),
    },
    { key: "stages", label: t("jobs.stagesDone"), align: "end", show: (run) => count(run.stages_done) },
    { key: "took", label: t("jobs.took"), align: "end", show: (run) => duration(run.seconds) },
    { key: "started", label: t("jobs.startedAt"), show: (run) => dateTime(run.started_at) },
    { key: "by", label: t("jobs.by"), minor: true, show: (run) => run.asked_by || t("ingest.commandLine") },
  ];
}
