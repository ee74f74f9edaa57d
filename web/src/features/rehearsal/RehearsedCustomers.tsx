import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { RehearsedCustomer } from "@/api";
import { listRehearsalCustomersOptions } from "@/api/@tanstack/react-query.gen";
import { Seen } from "@/features/access/sight/NotShown";
import { useWord } from "@/ui/code";
import { NOTHING, useFormat } from "@/ui/format";
import { Pager, usePaging } from "@/ui/Pager";
import { type Column, Rows } from "@/ui/Rows";
import { Loaded, Nothing } from "@/ui/States";
import css from "./Rehearsal.module.css";

const KINDS = ["missed", "noticed", "hit", "alert"] as const;
type Kind = (typeof KINDS)[number];

/** Whom the rule would have missed, noticed or warned of, by page. */
export function RehearsedCustomers({ id, outcome }: { id: string; outcome: string }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Kind>("missed");
  return (
    <section className={css.part}>
      <h3>{t("rehearsal.who")}</h3>
      <Segmented
        aria-label={t("rehearsal.who")}
        value={kind}
        onChange={setKind}
        options={KINDS.map((each) => ({ value: each, label: t(`rehearsal.kind.${each}`) }))}
      />
      <Customers key={kind} id={id} kind={kind} outcome={kind === "alert" ? "" : outcome} />
    </section>
  );
}

function Customers({ id, kind, outcome }: { id: string; kind: Kind; outcome: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const paging = usePaging(10);
  const query = { kind, outcome, limit: paging.limit, offset: paging.offset };
  const customers = useQuery(listRehearsalCustomersOptions({ path: { rehearsal_id: id }, query }));
  const columns = useColumns();
  return (
    <Loaded query={customers} rows={4}>
      {({ items, total }) =>
        items.length === 0 ? (
          <Nothing title={t("rehearsal.nobody")} />
        ) : (
          <>
            <Rows
              label={t(`rehearsal.kind.${kind}`)}
              rows={items}
              columns={columns}
              keyOf={(customer) => `${customer.customer_id} ${customer.day}`}
              open={(customer) => void navigate(`/customers/${encodeURIComponent(customer.customer_id)}`)}
            />
            <Pager paging={paging} total={total} />
          </>
        )
      }
    </Loaded>
  );
}

function useColumns(): Column<RehearsedCustomer>[] {
  const { t } = useTranslation();
  const word = useWord();
  const { day, money } = useFormat();
  return [
    {
      key: "name",
      label: word("field", "name"),
      lead: true,
      show: (customer) => (
        <Seen column="name" value={customer.name}>
          <strong>{customer.name ?? customer.customer_id}</strong>
        </Seen>
      ),
    },
    {
      key: "number",
      label: word("field", "customer_number"),
      minor: true,
      show: (customer) => customer.customer_number ?? NOTHING,
    },
    {
      key: "plan",
      label: word("field", "plan"),
      show: (customer) => (
        <Seen column="plan" value={customer.plan}>
          {customer.plan ?? NOTHING}
        </Seen>
      ),
    },
    { key: "fee", label: word("field", "monthly_fee"), align: "end", show: (customer) => money(customer.monthly_fee) },
    { key: "day", label: t("rehearsal.day"), tight: true, show: (customer) => day(customer.day) },
  ];
}
