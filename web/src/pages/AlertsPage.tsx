import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { listAlertsOptions } from "@/api/@tanstack/react-query.gen";
import { ExportButton } from "@/features/exports/ExportButton";
import { AlertPanel } from "@/features/rules/AlertPanel";
import { AlertTable } from "@/features/rules/AlertTable";
import { isSeverity, SEVERITIES } from "@/features/rules/severities";
import { Beside } from "@/ui/Beside";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Pager, usePaging } from "@/ui/Pager";
import { Panel } from "@/ui/Panel";
import { Loaded, Nothing } from "@/ui/States";

type State = "open" | "cleared";

/** What the rules noticed, gravest first, each with its evidence. */
export default function AlertsPage() {
  const { t } = useTranslation();
  const word = useWord();
  const { count } = useFormat();
  const [params, setParams] = useSearchParams();
  const paging = usePaging(50);
  const given = params.get("severity");
  const severity = isSeverity(given) ? given : undefined;
  const state: State = params.get("state") === "cleared" ? "cleared" : "open";
  const opened = Number(params.get("alert")) || null;
  const alerts = useQuery(
    listAlertsOptions({ query: { severity, state, limit: paging.limit, offset: paging.offset } }),
  );
  const change = (name: string, value: string | null) => {
    const next = new URLSearchParams(params);
    if (name !== "alert") {
      next.delete("alert");
      paging.toStart();
    }
    if (value) next.set(name, value);
    else next.delete(name);
    setParams(next, { replace: true });
  };
  const counts = alerts.data?.by_severity;
  return (
    <Page
      title={t("ui.menu.alerts")}
      about={t("tasks.alerts.about")}
      actions={<ExportButton wanted={{ what: "alerts", filters: { severity, state } }} />}
    >
      <Beside
        label={t("tasks.alerts.one")}
        open={opened !== null}
        close={() => change("alert", null)}
        beside={opened && <AlertPanel id={opened} leave={() => change("alert", null)} />}
      >
        <Panel
          title={t("tasks.alerts.title")}
          flush
          extra={
            <>
              <Segmented
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
      </Beside>
    </Page>
  );
}
