import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { TouchOut } from "@/api";
import { listTouchesOptions } from "@/api/@tanstack/react-query.gen";
import { useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { type Column, Rows } from "@/ui/Rows";
import css from "./jobs.module.css";
import { RunState } from "./RunState";

/** What landed between runs and was followed for the customers concerned, the newest first; nothing where none did. */
export function Touches() {
  const { t } = useTranslation();
  const { count, duration, dateTime } = useFormat();
  const touches = useQuery({ ...listTouchesOptions({ query: { limit: 10 } }), refetchInterval: 5_000 });
  if (!touches.data || touches.data.total === 0) return null;
  const columns: Column<TouchOut>[] = [
    { key: "started", label: t("jobs.startedAt"), lead: true, show: (touch) => dateTime(touch.started_at) },
    { key: "state", label: t("jobs.state"), show: (touch) => <RunState state={touch.state} /> },
    { key: "customers", label: t("jobs.touched"), align: "end", show: (touch) => count(touch.customers) },
    { key: "took", label: t("jobs.took"), align: "end", show: (touch) => duration(touch.seconds) },
    {
      key: "error",
      label: t("jobs.error"),
      show: (touch) => touch.error && <span className={css.error}>{touch.error.split("\n")[0]}</span>,
    },
  ];
  return (
    <Panel title={t("jobs.touches")} flush>
      <Rows label={t("jobs.touches")} rows={touches.data.items} columns={columns} keyOf={(touch) => touch.id} />
    </Panel>
  );
}
