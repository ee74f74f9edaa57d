import { useTranslation } from "react-i18next";
import type { IncidentRow } from "@/api";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Pill } from "@/ui/Pill";
import { type Column, Rows } from "@/ui/Rows";
import { SEVERITY } from "./severities";

type Props = { incidents: IncidentRow[]; current: number | null; open: (incident: IncidentRow) => void };

/** Incidents with the group they are about, and how far it is above what is usual. */
export function IncidentTable({ incidents, current, open }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const { say, day, count, number } = useFormat();
  const columns: Column<IncidentRow>[] = [
    {
      key: "group",
      label: t("tasks.incidents.group"),
      lead: true,
      show: (incident) => <strong>{incident.group}</strong>,
    },
    { key: "rule", label: t("tasks.alerts.rule"), show: (incident) => say(incident.rule_name) },
    {
      key: "severity",
      label: t("tasks.alerts.severity"),
      show: (incident) => <Pill tone={SEVERITY[incident.severity]}>{word("severity", incident.severity)}</Pill>,
    },
    {
      key: "count",
      label: t("tasks.incidents.customers"),
      align: "end",
      tight: true,
      show: (incident) => t("tasks.incidents.against", { shown: count(incident.count), usual: number(incident.usual) }),
    },
    { key: "raised", label: t("tasks.alerts.raised"), show: (incident) => day(incident.raised_on) },
  ];
  return (
    <Rows
      label={t("tasks.incidents.title")}
      rows={incidents}
      columns={columns}
      keyOf={(incident) => incident.id}
      open={open}
      current={(incident) => incident.id === current}
    />
  );
}
