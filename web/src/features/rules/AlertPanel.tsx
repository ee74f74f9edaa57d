import { CloseOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { getAlertOptions } from "@/api/@tanstack/react-query.gen";

import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Pill } from "@/ui/Pill";
import { Loaded } from "@/ui/States";
import { AlertEvidence } from "./AlertEvidence";
import css from "./AlertPanel.module.css";
import { SEVERITY } from "./severities";

/** One alert: whom it concerns, what it means, on which evidence. */
export function AlertPanel({ id, leave }: { id: number; leave?: () => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const { say, day, money } = useFormat();
  const alert = useQuery(getAlertOptions({ path: { alert_id: id } }));
  return (
    <Loaded query={alert} rows={6}>
      {(data) => (
        <article className={css.panel}>
          <header>
            <div className={css.labels}>
              <Pill tone={SEVERITY[data.severity]}>{word("severity", data.severity)}</Pill>
              <span>
                {data.cleared_on
                  ? t("tasks.alerts.clearedOn", { day: day(data.cleared_on) })
                  : t("tasks.alerts.raisedOn", { day: day(data.raised_on) })}
              </span>
              {leave && (
                <Button
                  className={css.leave}
                  type="text"
                  size="small"
                  icon={<CloseOutlined />}
                  aria-label={t("tasks.leave")}
                  onClick={leave}
                />
              )}
            </div>
            <h2>{say(data.rule_name)}</h2>
            {say(data.says) && <p className={css.labels}>{say(data.says)}</p>}
          </header>
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
