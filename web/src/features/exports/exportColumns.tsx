import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ExportOut } from "@/api";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Pill } from "@/ui/Pill";
import type { Column } from "@/ui/Rows";
import css from "./exports.module.css";
import { useFilterWords } from "./filterWords";

const TONES: Record<ExportOut["state"], "amber" | "green" | "neutral" | "red"> = {
  waiting: "amber",
  queued: "neutral",
  writing: "neutral",
  ready: "green",
  refused: "red",
  withdrawn: "neutral",
  expired: "neutral",
  failed: "red",
};

/** The columns of a list of exports; `actions` is what can be done with each. */
export function useExportColumns(actions: (row: ExportOut) => ReactNode): Column<ExportOut>[] {
  const { t } = useTranslation();
  const { say, count, dateTime } = useFormat();
  const word = useWord();
  const filters = useFilterWords();
  return [
    {
      key: "what",
      label: t("exports.what"),
      lead: true,
      show: (row) => (
        <span className={css.said}>
          <strong>{say(row.title)}</strong>
          <span className={css.quiet}>
            {[filters(row.filters), word("exportFormat", row.format), row.short].filter(Boolean).join(" · ")}
          </span>
        </span>
      ),
    },
    {
      key: "who",
      label: t("exports.who"),
      show: (row) => (
        <span className={css.said}>
          {row.asked_by_name}
          <span className={css.quiet}>{dateTime(row.asked_at)}</span>
        </span>
      ),
    },
    {
      key: "why",
      label: t("exports.reason"),
      show: (row) => (
        <span className={css.said}>
          {row.reason}
          <span className={css.quiet}>{word("purpose", row.purpose)}</span>
        </span>
      ),
    },
    {
      key: "rows",
      label: t("exports.rowCount"),
      align: "end",
      tight: true,
      show: (row) => count(row.rows_written ?? row.rows),
    },
    { key: "state", label: t("exports.stateLabel"), show: (row) => <State row={row} /> },
    { key: "actions", label: t("exports.actions"), show: actions },
  ];
}

function State({ row }: { row: ExportOut }) {
  const { t } = useTranslation();
  const { dateTime, size, count } = useFormat();
  const word = useWord();
  const decision =
    row.decided_by_name && t("exports.decidedBy", { name: row.decided_by_name, why: row.decision_reason });
  const lines = {
    waiting: row.why || t("exports.above", { limit: count(row.row_limit) }),
    queued: decision,
    writing: `${row.progress} %`,
    ready: t("exports.until", { at: dateTime(row.expires_at), size: size(row.size), count: row.downloads }),
    refused: decision,
    withdrawn: row.why,
    expired: row.why,
    failed: row.why,
  };
  return (
    <span className={css.said}>
      <span>
        <Pill tone={TONES[row.state]} dot>
          {word("exportState", row.state)}
        </Pill>
      </span>
      <span className={css.quiet}>{lines[row.state]}</span>
      {row.state === "ready" && decision && <span className={css.quiet}>{decision}</span>}
    </span>
  );
}
