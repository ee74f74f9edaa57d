import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { JobOut } from "@/api";
import { listJobsOptions } from "@/api/@tanstack/react-query.gen";
import { useSession } from "@/features/access/session";
import { Events, Feeds } from "@/features/ingest/feeds/Operations";
import { JobTable } from "@/features/jobs/JobTable";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Pager, usePaging } from "@/ui/Pager";
import { Panel } from "@/ui/Panel";
import { Loaded, Nothing } from "@/ui/States";

type State = JobOut["state"] | "all";
const STATES = ["all", "waiting", "running", "failed", "done"] as const;

/** Background work: what waits, what runs, what failed with its error and a way to try again. */
export default function JobsPage() {
  const { t } = useTranslation();
  const { may } = useSession();
  const word = useWord();
  const { count } = useFormat();
  const paging = usePaging(20);
  const [state, setState] = useState<State>("all");
  const jobs = useQuery({
    ...listJobsOptions({
      query: { state: state === "all" ? undefined : state, limit: paging.limit, offset: paging.offset },
    }),
    refetchInterval: 3_000,
  });
  const counts = jobs.data?.counts;
  const label = (value: State) =>
    value === "all" ? t("jobs.all") : `${word("jobState", value)}${counts ? ` ${count(counts[value])}` : ""}`;
  return (
    <Page title={t("ui.menu.jobs")} about={t("jobs.jobsAbout")}>
      <Panel
        title={t("jobs.queue")}
        flush
        extra={
          <Segmented<State>
            size="small"
            aria-label={t("jobs.state")}
            value={state}
            onChange={(next) => {
              setState(next);
              paging.toStart();
            }}
            options={STATES.map((value) => ({ value, label: label(value) }))}
          />
        }
      >
        <Loaded query={jobs} rows={8}>
          {({ items, total }) =>
            items.length === 0 ? (
              <Nothing title={t("jobs.noJobs")} />
            ) : (
              <>
                <JobTable jobs={items} />
                <Pager paging={paging} total={total} />
              </>
            )
          }
        </Loaded>
      </Panel>
      {may("data.read") && <Feeds />}
      <Events />
    </Page>
  );
}
