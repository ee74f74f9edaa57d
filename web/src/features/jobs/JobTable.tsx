import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { type JobOut, retryJob } from "@/api";
import { useSession } from "@/features/access/session";
import { refresh } from "@/server";
import { useWord } from "@/ui/code";
import { NOTHING, useFormat } from "@/ui/format";
import { useNotice } from "@/ui/Notices";
import { problemOf } from "@/ui/problem";
import { type Column, Rows } from "@/ui/Rows";
import css from "./jobs.module.css";
import { RunState } from "./RunState";

/** Jobs with their attempts, errors, and a retry for what failed. */
export function JobTable({ jobs }: { jobs: JobOut[] }) {
  const { t } = useTranslation();
  const word = useWord();
  const { dateTime, count } = useFormat();
  const columns: Column<JobOut>[] = [
    {
      key: "job",
      label: t("jobs.job"),
      lead: true,
      show: (job) => (
        <>
          <strong>{word("job", job.name)}</strong>
          {subjectOf(job.key) && <div className={css.about}>{subjectOf(job.key)}</div>}
          {job.error && <ErrorText text={job.error} />}
        </>
      ),
    },
    {
      key: "state",
      label: t("jobs.state"),
      show: (job) => (
        <>
          <RunState state={job.state} />
          {job.state === "running" && job.progress && <div className={css.about}>{job.progress}</div>}
        </>
      ),
    },
    { key: "attempts", label: t("jobs.attempts"), align: "end", show: (job) => count(job.attempts) },
    { key: "due", label: t("jobs.due"), show: (job) => dateTime(job.due_at) },
    { key: "finished", label: t("jobs.finishedAt"), show: (job) => dateTime(job.finished_at) },
    { key: "retry", label: t("jobs.action"), show: (job) => (job.state === "failed" ? <Retry job={job} /> : NOTHING) },
  ];
  return <Rows label={t("jobs.queue")} rows={jobs} columns={columns} keyOf={(job) => job.id} />;
}

/** What a job is about, where its key says more than how often it may run: the source of a fetch, no timer's moment. */
function subjectOf(key: string | null | undefined): string {
  if (!key || key.startsWith("timer ")) return "";
  return /^fetch (\S+) /.exec(key)?.[1] ?? key;
}

function ErrorText({ text }: { text: string }) {
  const { t } = useTranslation();
  const [first = "", ...rest] = text.trim().split("\n");
  if (rest.length === 0) return <pre className={css.error}>{first}</pre>;
  return (
    <details className={css.stage}>
      <summary>{rest.at(-1) || first || t("jobs.error")}</summary>
      <pre className={css.error}>{text}</pre>
    </details>
  );
}

function Retry({ job }: { job: JobOut }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const say = useNotice();
  const retry = useMutation({
    mutationFn: () => retryJob({ path: { job_id: job.id }, throwOnError: true }),
    onSuccess: () => refresh("listJobs"),
    onError: (error) => say({ tone: "red", title: problemOf(error).detail || t("ui.problem.failed") }),
  });
  if (!may("jobs.retry")) return NOTHING;
  return (
    <Button size="small" loading={retry.isPending} onClick={() => retry.mutate()}>
      {t("ui.retry")}
    </Button>
  );
}
