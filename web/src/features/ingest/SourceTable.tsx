import { useTranslation } from "react-i18next";
import type { SourceShape } from "@/api";
import { useWord } from "@/ui/code";
import { NOTHING, useFormat } from "@/ui/format";
import { Pill } from "@/ui/Pill";
import { type Column, Rows } from "@/ui/Rows";
import css from "./ingest.module.css";
import { LoadState } from "./LoadState";
import { Verdict } from "./quality/Verdict";

type Props = { sources: SourceShape[]; open: (source: SourceShape) => void };

/** Sources with how fresh they are; opening one shows its mapping and its loads. */
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
          <div className={css.about}>
            {source.key} · {word("where", source.where)}
          </div>
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
      show: (source) => (
        <div className={css.actions}>
          {source.last_load ? <LoadState state={source.last_load.state} /> : NOTHING}
          {drifted(source) && <Pill tone="amber">{t("ingest.drifted")}</Pill>}
        </div>
      ),
    },
    {
      key: "quality",
      label: t("quality.verdict"),
      show: (source) => <Verdict verdict={source.last_load?.verdict} />,
    },
  ];
  return (
    <Rows label={t("ui.menu.sources")} rows={sources} columns={columns} keyOf={(source) => source.key} open={open} />
  );
}

/** Whether the columns of the last load were not those of the load before. */
const drifted = (source: SourceShape) =>
  Object.values(source.last_load?.drift ?? {}).some((columns) => columns.length > 0);

/** When a source landed last, until when its data reaches, and whether it is late. */
export function Freshness({ source }: { source: SourceShape }) {
  const { t } = useTranslation();
  const word = useWord();
  const { age, day } = useFormat();
  if (!source.last_landed_at)
    return (
      <span className={css.about}>
        {t("ingest.never")} {source.late && <Pill tone="amber">{t("ingest.late")}</Pill>}
      </span>
    );
  return (
    <>
      {age(source.last_landed_at)} {source.late && <Pill tone="amber">{t("ingest.late")}</Pill>}
      <div className={css.about}>
        {[
          source.data_until && t("ingest.dataUntil", { day: day(source.data_until) }),
          source.expected_every && t("quality.expected", { every: word("duration", source.expected_every) }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </div>
    </>
  );
}
