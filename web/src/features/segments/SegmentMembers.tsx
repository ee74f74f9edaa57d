import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { SegmentCustomer, SegmentSummary } from "@/api";
import { listSegmentCustomersOptions } from "@/api/@tanstack/react-query.gen";
import { useSession } from "@/features/access/session";
import { Seen } from "@/features/access/sight/NotShown";
import { ExportButton } from "@/features/exports/ExportButton";
import { useWord } from "@/ui/code";
import { NOTHING, phone, useFormat } from "@/ui/format";
import { Pager, usePaging } from "@/ui/Pager";
import { Panel } from "@/ui/Panel";
import { type Column, Rows } from "@/ui/Rows";
import { Loaded, Nothing } from "@/ui/States";
import { ListCustomers } from "./ListCustomers";
import css from "./Segment.module.css";

/** The customers of a segment by page, in the order of their ids or who came last first. */
export function SegmentMembers({ segment, summary }: { segment: string; summary?: SegmentSummary | undefined }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const paging = usePaging(50);
  const [newest, setNewest] = useState(false);
  const query = { limit: paging.limit, offset: paging.offset, newest };
  const customers = useQuery(listSegmentCustomersOptions({ path: { key: segment }, query }));
  const columns = useColumns();
  const turn = (on: boolean) => {
    setNewest(on);
    paging.toStart();
  };
  return (
    <Panel
      title={t("definitions.segments.customers")}
      flush
      extra={
        <div className={css.extra}>
          <Checkbox checked={newest} onChange={(event) => turn(event.target.checked)}>
            {t("definitions.segments.newest")}
          </Checkbox>
          {summary && <ListButton segment={summary} />}
          <ExportButton wanted={{ what: "segment", filters: { segment } }} />
        </div>
      }
    >
      <Loaded query={customers} rows={8}>
        {({ items, total }) =>
          items.length === 0 ? (
            <Nothing title={t("definitions.segments.empty")} />
          ) : (
            <>
              <Rows
                label={t("definitions.segments.customers")}
                rows={items}
                columns={columns}
                keyOf={(customer) => customer.customer_id}
                open={(customer) => void navigate(`/customers/${encodeURIComponent(customer.customer_id)}`)}
              />
              <Pager paging={paging} total={total} />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

/** Into a list customers are put; the customers of today of any other segment are kept as a list. */
function ListButton({ segment }: { segment: SegmentSummary }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const [open, setOpen] = useState(false);
  if (!may("definitions.publish") || !may("customers.read")) return null;
  const which = segment.listed ? { into: segment } : { of: segment };
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        {t(segment.listed ? "definitions.segments.list.add" : "definitions.segments.list.keep")}
      </Button>
      {open && <ListCustomers {...which} close={() => setOpen(false)} />}
    </>
  );
}

function useColumns(): Column<SegmentCustomer>[] {
  const { t } = useTranslation();
  const word = useWord();
  const { day } = useFormat();
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
    { key: "number", label: word("field", "customer_number"), show: (customer) => customer.customer_number ?? NOTHING },
    {
      key: "phone",
      label: word("field", "phone"),
      show: (customer) => (
        <Seen column="phone" value={customer.phone}>
          {phone(customer.phone)}
        </Seen>
      ),
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
    { key: "since", label: t("definitions.segments.since"), tight: true, show: (customer) => day(customer.since) },
  ];
}
