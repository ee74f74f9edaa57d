import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { IncidentDetail, InsideCustomer } from "@/api";
import { getIncidentOptions } from "@/api/@tanstack/react-query.gen";
import { Facts } from "@/ui/Facts";
import { useFormat } from "@/ui/format";
import { Pager, usePaging } from "@/ui/Pager";
import { type Column, Rows } from "@/ui/Rows";
import { Loaded } from "@/ui/States";
import { AlertHead } from "./AlertHead";
import css from "./AlertPanel.module.css";

/** One incident: which group, how far above what is usual, which alerts it stands for, and who is inside. */
export function IncidentPanel({ id, leave }: { id: number; leave: () => void }) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const paging = usePaging(20);
  const incident = useQuery(
    getIncidentOptions({ path: { incident_id: id }, query: { limit: paging.limit, offset: paging.offset } }),
  );
  return (
    <Loaded query={incident} rows={6}>
      {(data) => (
        <article className={css.panel}>
          <AlertHead of={data} leave={leave} leaveWord={t("tasks.incidents.leave")} />
          <Figures incident={data} />
          <p>{say(data.sentence)}</p>
          {data.instead_of.length > 0 && (
            <p className={css.labels}>
              {t("tasks.incidents.insteadOf", { rules: data.instead_of.map(say).join(t("tasks.incidents.and")) })}
            </p>
          )}
          {data.total > 0 && <Inside customers={data.items} />}
          {data.total > 0 && <Pager paging={paging} total={data.total} />}
        </article>
      )}
    </Loaded>
  );
}

function Figures({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation();
  const { count, number } = useFormat();
  return (
    <Facts
      items={[
        { key: "group", label: t(`tasks.incidents.over.${incident.over}`), value: incident.group },
        { key: "count", label: t("tasks.incidents.affected"), value: count(incident.count) },
        { key: "usual", label: t("tasks.incidents.usual"), value: number(incident.usual) },
        { key: "size", label: t("tasks.incidents.size"), value: count(incident.size) },
      ]}
    />
  );
}

function Inside({ customers }: { customers: InsideCustomer[] }) {
  const { t } = useTranslation();
  const columns: Column<InsideCustomer>[] = [
    {
      key: "name",
      label: t("tasks.incidents.inside"),
      lead: true,
      show: (customer) => (
        <Link to={`/customers/${encodeURIComponent(customer.customer_id)}`}>
          {customer.name ?? customer.customer_id}
        </Link>
      ),
    },
    { key: "plan", label: t("tasks.incidents.over.plan"), show: (customer) => customer.plan ?? "—" },
  ];
  return (
    <Rows
      label={t("tasks.incidents.inside")}
      rows={customers}
      columns={columns}
      keyOf={(customer) => customer.customer_id}
    />
  );
}
