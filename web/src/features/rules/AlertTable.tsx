import { useTranslation } from "react-i18next";
import type { AlertRow } from "@/api";

import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Pill } from "@/ui/Pill";
import { type Column, Rows } from "@/ui/Rows";
import { SEVERITY } from "./severities";

type Props = { alerts: AlertRow[]; current: number | null; open: (alert: AlertRow) => void };

/** Alerts with whom they concern and since when. */
export function AlertTable({ alerts, current, open }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const { say, day, money } = useFormat();
  const columns: Column<AlertRow>[] = [
    {
      key: "customer",
      label: t("tasks.alerts.customer"),
      lead: true,
      show: (alert) => <strong>{alert.customer_name ?? alert.customer_id}</strong>,
    },
    { key: "rule", label: t("tasks.alerts.rule"), show: (alert) => say(alert.rule_name) },
    {
      key: "severity",
      label: t("tasks.alerts.severity"),
      show: (alert) => <Pill tone={SEVERITY[alert.severity]}>{word("severity", alert.severity)}</Pill>,
    },
    {
      key: "value",
      label: t("tasks.alerts.value"),
      align: "end",
      tight: true,
      show: (alert) => money(alert.value_at_risk),
    },
    { key: "raised", label: t("tasks.alerts.raised"), show: (alert) => day(alert.raised_on) },
    {
      key: "state",
      label: t("tasks.state"),
      minor: true,
      show: (alert) =>
        alert.cleared_on
          ? t("tasks.alerts.clearedOn", { day: day(alert.cleared_on) })
          : word("alertState", alert.state),
    },
  ];
  return (
    <Rows
      label={t("tasks.alerts.title")}
      rows={alerts}
      columns={columns}
      keyOf={(alert) => alert.id}
      open={open}
      current={(alert) => alert.id === current}
    />
  );
}
