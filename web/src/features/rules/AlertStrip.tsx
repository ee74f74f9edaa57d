import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { listAlertsOptions } from "@/api/@tanstack/react-query.gen";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import css from "./AlertStrip.module.css";
import { SEVERITIES } from "./severities";

/** How many alerts stand open by severity; each count leads to them. */
export function AlertStrip() {
  const { t } = useTranslation();
  const word = useWord();
  const { count } = useFormat();
  const alerts = useQuery(listAlertsOptions({ query: { limit: 1 } }));
  const counts = alerts.data?.by_severity;
  if (!counts) return null;
  return (
    <nav className={css.strip} aria-label={t("tasks.alerts.title")}>
      <span className={css.label}>{t("tasks.alerts.open")}</span>
      {SEVERITIES.map((severity) => (
        <Link
          key={severity}
          to={`/alerts?severity=${severity}`}
          className={`${css.count} ${counts[severity] ? css[severity] : ""}`}
        >
          {word("severity", severity)} <strong>{count(counts[severity])}</strong>
        </Link>
      ))}
    </nav>
  );
}
