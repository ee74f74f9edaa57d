import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import type { RunOut } from "@/api";
import { getRunOptions } from "@/api/@tanstack/react-query.gen";
import css from "@/features/jobs/jobs.module.css";
import { RunState } from "@/features/jobs/RunState";
import { StageTable } from "@/features/jobs/StageTable";
import { Figures } from "@/ui/Figures";
import { useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { Loaded } from "@/ui/States";

/** One run: what ran, rows in and out, seconds; it moves while the run does. */
export default function RunPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const { day } = useFormat();
  const run = useQuery({
    ...getRunOptions({ path: { run_id: Number(id) } }),
    refetchInterval: ({ state }) => (state.data?.state === "running" ? 1_000 : false),
  });
  return (
    <Loaded query={run} rows={10}>
      {(data) => (
        <Page
          title={t("jobs.runOf", { day: day(data.as_of) })}
          about={t("jobs.runNumber", { number: data.id })}
          actions={<RunState state={data.state} />}
        >
          <Counts run={data} />
          {data.error && (
            <Panel title={t("jobs.error")}>
              <pre className={css.error} role="alert">
                {data.error}
              </pre>
            </Panel>
          )}
          <Panel title={t("jobs.stages")} flush>
            <StageTable stages={data.stages} />
          </Panel>
        </Page>
      )}
    </Loaded>
  );
}

function Counts({ run }: { run: RunOut }) {
  const { t } = useTranslation();
  const { duration, dateTime, count } = useFormat();
  return (
    <Figures
      items={[
        { key: "done", label: t("jobs.stagesDone"), value: count(run.stages_done) },
        { key: "took", label: t("jobs.took"), value: duration(run.seconds) },
        { key: "started", label: t("jobs.startedAt"), value: dateTime(run.started_at) },
        { key: "finished", label: t("jobs.finishedAt"), value: dateTime(run.finished_at) },
      ]}
    />
  );
}
