import { useTranslation } from "react-i18next";
import type { CheckResultShape } from "@/api";
import { useWord } from "@/ui/code";
import { NOTHING, useFormat } from "@/ui/format";
import { type Column, Rows } from "@/ui/Rows";
import css from "../ingest.module.css";
import { Verdict } from "./Verdict";

/** What each check found in one load. */
export function CheckResults({ results }: { results: CheckResultShape[] }) {
  const { t } = useTranslation();
  const word = useWord();
  const { count } = useFormat();
  const columns: Column<CheckResultShape>[] = [
    {
      key: "check",
      label: t("quality.check"),
      lead: true,
      show: (result) => (
        <>
          <strong>{word("check", result.kind)}</strong>
          <div className={css.about}>{result.columns.join(", ")}</div>
        </>
      ),
    },
    { key: "verdict", label: t("quality.verdict"), show: (result) => <Verdict verdict={result.verdict} /> },
    {
      key: "rows",
      label: t("quality.failedRows"),
      align: "end",
      show: (result) => (result.rows ? count(result.rows) : NOTHING),
    },
    { key: "says", label: t("quality.found"), show: (result) => result.says || NOTHING },
  ];
  return <Rows label={t("quality.checks")} rows={results} columns={columns} keyOf={(result) => result.position} />;
}
