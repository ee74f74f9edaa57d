import { useQuery } from "@tanstack/react-query";
import { Segmented, Select, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { listAlertsOptions } from "@/api/@tanstack/react-query.gen";
import { ExportButton } from "@/features/exports/ExportButton";
import { AlertPanel } from "@/features/rules/AlertPanel";
import { AlertTable } from "@/features/rules/AlertTable";
import { IncidentPanel } from "@/features/rules/IncidentPanel";
import { Incidents } from "@/features/rules/Incidents";
import css from "@/features/rules/Incidents.module.css";
import { isSeverity, SEVERITIES } from "@/features/rules/severities";
import { Beside } from "@/ui/Beside";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Pager, usePaging } from "@/ui/Pager";
import { Panel } from "@/ui/Panel";
import { Loaded, Nothing } from "@/ui/States";

type State = "open" | "cleared";
type Order = "severity" | "value" | "newest";

const ORDERS: readonly Order[] = ["severity", "value", "newest"];
const isOrder = (text: string | null): text is Order => ORDERS.includes(text as Order);

/** What the rules noticed: incidents of groups, then alerts about customers, each with its evidence. */
export default function AlertsPage() {
  const { t } = useTranslation();
  const word = useWord();
  const { count, say } = useFormat();
  const [params, setParams] = useSearchParams();
  const paging = usePaging(50);
  const given = params.get("severity");
  const severity = isSeverity(given) ? given : undefined;
  const state: State = params.get("state") === "cleared" ? "cleared" : "open";
  const opened = Number(params.get("alert")) || null;
  const incident = Number(params.get("incident")) || null;
  const rule = params.get("rule") ?? undefined;
  const asked = params.get("order");
  const order: Order = isOrder(asked) ? asked : "severity";
  const alerts = useQuery(
    listAlertsOptions({ query: { severity, state, rule, order, limit: paging.limit, offset: paging.offset } }),
  );
  const change = (name: string, value: string | null) => {
    const next = new URLSearchParams(params);
    next.delete("alert");
    next.delete("incident");
    if (name !== "alert" && name !== "incident") paging.toStart();
    if (value) next.set(name, value);
    else next.delete(name);
    setParams(next, { replace: true });
  };
  const counts = alerts.data?.by_severity;
  return (
    <Page
      title={t("ui.menu.alerts")}
      about={t("tasks.alerts.about")}
      actions={<ExportButton wanted={{ what: "alerts", filters: { severity, state, rule } }} />}
    >
      <Beside
        label={t(incident ? "tasks.incidents.one" : "tasks.alerts.one")}
        open={opened !== null || incident !== null}
        close={() => change("alert", null)}
        beside={
          incident ? (
            <IncidentPanel key={incident} id={incident} leave={() => change("incident", null)} />
          ) : (
            opened && <AlertPanel id={opened} leave={() => change("alert", null)} />
          )
        }
      >
        <div className={css.lists}>
          <Incidents state={state} current={incident} open={(id) => change("incident", String(id))} />
          <Panel
            title={t("tasks.alerts.title")}
            flush
            extra={
              <>
                <Segmented
                  className={css.severities}
                  size="small"
                  aria-label={t("tasks.alerts.severity")}
                  value={severity ?? ""}
                  onChange={(next) => change("severity", next)}
                  options={[
                    { value: "", label: t("tasks.alerts.all") },
                    ...SEVERITIES.map((value) => ({
                      value,
                      label: `${word("severity", value)}${counts ? ` ${count(counts[value])}` : ""}`,
                    })),
                  ]}
                />
                <Segmented<State>
                  size="small"
                  aria-label={t("tasks.state")}
                  value={state}
                  onChange={(next) => change("state", next === "open" ? null : next)}
                  options={(["open", "cleared"] as const).map((value) => ({ value, label: word("alertState", value) }))}
                />
                <Select<Order>
                  size="small"
                  aria-label={t("tasks.alerts.order.label")}
                  value={order}
                  onChange={(next) => change("order", next === "severity" ? null : next)}
                  options={ORDERS.map((value) => ({ value, label: t(`tasks.alerts.order.${value}`) }))}
                />
                {rule && (
                  <Tag closable onClose={() => change("rule", null)}>
                    {alerts.data?.items[0] ? say(alerts.data.items[0].rule_name) : rule}
                  </Tag>
                )}
              </>
            }
          >
            <Loaded query={alerts} rows={8}>
              {({ items, total }) =>
                items.length === 0 ? (
                  <Nothing title={t("tasks.alerts.none")} />
                ) : (
                  <>
                    <AlertTable alerts={items} current={opened} open={(alert) => change("alert", String(alert.id))} />
                    <Pager paging={paging} total={total} />
                  </>
                )
              }
            </Loaded>
          </Panel>
        </div>
      </Beside>
    </Page>
  );
}
