import { useTranslation } from "react-i18next";
import type { StageOut } from "@/api";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { type Column, Rows } from "@/ui/Rows";
import css from "./jobs.module.css";
import { RunState } from "./RunState";

/** The stages of a run in order, each with its share of the time and what it reports. */
export function StageTable({ stages }: { stages: StageOut[] }) {
  const { t } = useTranslation();
  const word = useWord();
  const { count, duration } = useFormat();
  const longest = Math.max(...stages.map((stage) => stage.seconds ?? 0), 0.001);
  const columns: Column<StageOut>[] = [
    {
      key: "stage",
      label: t("jobs.stage"),
      lead: true,
      show: (stage) => <strong>{word("stage", stage.stage)}</strong>,
    },
    { key: "state", label: t("jobs.state"), show: (stage) => <RunState state={stage.state} /> },
    { key: "in", label: t("jobs.rowsIn"), align: "end", show: (stage) => count(stage.rows_in) },
    { key: "out", label: t("jobs.rowsOut"), align: "end", show: (stage) => count(stage.rows_out) },
    { key: "took", label: t("jobs.took"), align: "end", show: (stage) => duration(stage.seconds) },
    {
      key: "bar",
      label: t("jobs.share"),
      minor: true,
      show: (stage) => (
        <div className={css.bar} aria-hidden>
          <div style={{ width: `${((stage.seconds ?? 0) / longest) * 100}%` }} />
        </div>
      ),
    },
    { key: "report", label: t("jobs.report"), show: (stage) => <Report stage={stage} /> },
  ];
  return <Rows label={t("jobs.stages")} rows={stages} columns={columns} keyOf={(stage) => stage.stage} />;
}

/** What a stage reports beyond its counts: figures under the names that the stage gives them. */
function Report({ stage }: { stage: StageOut }) {
  const { t } = useTranslation();
  const figures = flattened(stage.report);
  if (stage.error)
    return (
      <pre className={css.error} role="alert">
        {stage.error}
      </pre>
    );
  const differences = Number(stage.report.differences ?? 0);
  if (figures.length === 0) return null;
  return (
    <details className={css.stage} open={differences > 0}>
      <summary>{t("jobs.figures", { count: figures.length })}</summary>
      {differences > 0 && <strong role="alert">{t("jobs.parityDefect", { count: differences })}</strong>}
      <dl className={css.report}>
        {figures.map(([name, value]) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** A nested report as lines of `outer inner` and value. */
export function flattened(report: unknown, path = ""): [string, string][] {
  if (report === null || report === undefined) return [];
  if (typeof report !== "object")
    return [[path, typeof report === "number" ? String(Math.round(report * 1e6) / 1e6) : String(report)]];
  return Object.entries(report).flatMap(([name, value]) => flattened(value, path ? `${path} › ${name}` : name));
}
