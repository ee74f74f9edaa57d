import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { getAlertOptions } from "@/api/@tanstack/react-query.gen";
import { useFormat } from "@/ui/format";
import { Loaded } from "@/ui/States";
import { AlertEvidence } from "./AlertEvidence";
import { AlertHead } from "./AlertHead";
import css from "./AlertPanel.module.css";

/** One alert: whom it concerns, what it means, on which evidence. */
export function AlertPanel({ id, leave }: { id: number; leave?: () => void }) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const alert = useQuery(getAlertOptions({ path: { alert_id: id } }));
  return (
    <Loaded query={alert} rows={6}>
      {(data) => (
        <article className={css.panel}>
          <AlertHead of={data} leave={leave} leaveWord={t("tasks.leave")} />
          <p className={css.customer}>
            <strong>{data.customer_name ?? data.customer_id}</strong>
            <Link to={`/customers/${encodeURIComponent(data.customer_id)}`}>{t("tasks.toCustomer")}</Link>
          </p>
          {data.value_at_risk != null && (
            <p className={css.labels}>{t("tasks.alerts.atRisk", { value: money(data.value_at_risk) })}</p>
          )}
          <AlertEvidence alert={data} />
        </article>
      )}
    </Loaded>
  );
}
