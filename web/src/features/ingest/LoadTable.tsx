import { useTranslation } from "react-i18next";
import type { LoadShape } from "@/api";
import { NOTHING, useFormat } from "@/ui/format";
import { type Column, Rows } from "@/ui/Rows";
import css from "./ingest.module.css";
import { LoadState } from "./LoadState";
import { Verdict } from "./quality/Verdict";

type Props = { loads: LoadShape[]; open: (load: LoadShape) => void };

/** Loads with their counts, newest first. */
export function LoadTable({ loads, open }: Props) {
  const { t } = useTranslation();
  const { count, dateTime, duration } = useFormat();
  const columns: Column<LoadShape>[] = [
    {
      key: "file",
      label: t("ingest.file"),
      lead: true,
      show: (load) => (
        <>
          <strong className={css.file}>{load.file_name}</strong>
          <div className={css.about}>
            {load.source}
            {load.corrects && ` · ${t("ingest.replay.of")}`}
          </div>
        </>
      ),
    },
    { key: "state", label: t("ingest.state"), show: (load) => <LoadState state={load.state} /> },
    {
      key: "verdict",
      label: t("quality.verdict"),
      show: (load) => (load.verdict ? <Verdict verdict={load.verdict} /> : NOTHING),
    },
    { key: "received", label: t("ingest.rows.received"), align: "end", show: (load) => count(load.rows_received) },
    { key: "landed", label: t("ingest.rows.landed"), align: "end", show: (load) => count(load.rows_landed) },
    {
      key: "rejected",
      label: t("ingest.rows.rejected"),
      align: "end",
      show: (load) => <span className={load.rows_rejected ? css.bad : ""}>{count(load.rows_rejected)}</span>,
    },
    {
      key: "at",
      label: t("ingest.receivedAt"),
      show: (load) => (
        <>
          {dateTime(load.received_at)}
          <div className={css.about}>{load.asked_by || t("ingest.commandLine")}</div>
        </>
      ),
    },
    {
      key: "took",
      label: t("ingest.took"),
      align: "end",
      minor: true,
      show: (load) => (load.seconds == null ? NOTHING : duration(load.seconds)),
    },
  ];
  return <Rows label={t("ui.menu.loads")} rows={loads} columns={columns} keyOf={(load) => load.id} open={open} />;
}
