import { useTranslation } from "react-i18next";
import type { SourceShape } from "@/api";
import { useWord } from "@/ui/code";
import { NOTHING, useFormat } from "@/ui/format";
import { Pill } from "@/ui/Pill";
import { type Column, Rows } from "@/ui/Rows";
import css from "./ingest.module.css";
import { LoadState } from "./LoadState";

type Props = { sources: SourceShape[]; open: (source: SourceShape) => void };

/** Sources with how fresh they are; opening one shows its loads. */
export function SourceTable({ sources, open }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const { say, count } = useFormat();
  const columns: Column<SourceShape>[] = [
    {
      key: "name",
      label: t("ingest.source"),
      lead: true,
      show: (source) => (
        <>
          <strong>{say(source.name)}</strong>
          <div className={css.about}>{source.key}</div>
        </>
      ),
    },
    {
      key: "files",
      label: t("ingest.files"),
      minor: true,
      show: (source) => (
        <>
          <span className={css.file}>{source.files}</span>
          <div className={css.about}>{[source.format, source.encoding].filter(Boolean).join(" · ")}</div>
        </>
      ),
    },
    {
      key: "records",
      label: t("ingest.records"),
      minor: true,
      show: (source) => source.records.map((record) => word("record", record)).join("、"),
    },
    { key: "fresh", label: t("ingest.freshness"), show: (source) => <Freshness source={source} /> },
    { key: "landed", label: t("ingest.rows.landed"), align: "end", show: (source) => count(source.rows_landed) },
    {
      key: "rejected",
      label: t("ingest.rows.rejected"),
      align: "end",
      show: (source) => <span className={source.rows_rejected ? css.bad : ""}>{count(source.rows_rejected)}</span>,
    },
    {
      key: "last",
      label: t("ingest.lastLoad"),
      show: (source) => (source.last_load ? <LoadState state={source.last_load.state} /> : NOTHING),
    },
  ];
  return (
    <Rows label={t("ui.menu.sources")} rows={sources} columns={columns} keyOf={(source) => source.key} open={open} />
  );
}

function Freshness({ source }: { source: SourceShape }) {
  const { t } = useTranslation();
  const { age, day } = useFormat();
  if (!source.last_landed_at) return <span className={css.about}>{t("ingest.never")}</span>;
  return (
    <>
      {age(source.last_landed_at)} {source.late && <Pill tone="amber">{t("ingest.late")}</Pill>}
      {source.data_until && <div className={css.about}>{t("ingest.dataUntil", { day: day(source.data_until) })}</div>}
    </>
  );
}
