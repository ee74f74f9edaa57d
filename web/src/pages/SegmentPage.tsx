import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import type { SegmentCustomer } from "@/api";
import { listSegmentCustomersOptions, listSegmentsOptions } from "@/api/@tanstack/react-query.gen";
import { Seen } from "@/features/access/sight/NotShown";
import { ExportButton } from "@/features/exports/ExportButton";
import { Condition } from "@/features/tags/Condition";
import { useWord } from "@/ui/code";
import { NOTHING, phone, useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Pager, usePaging } from "@/ui/Pager";
import { Panel } from "@/ui/Panel";
import { type Column, Rows } from "@/ui/Rows";
import { Share } from "@/ui/Share";
import { Loaded, Nothing } from "@/ui/States";

/** One segment and the customers in it. */
export default function SegmentPage() {
  const { t } = useTranslation();
  const { key = "" } = useParams();
  const { say } = useFormat();
  const segments = useQuery(listSegmentsOptions());
  const segment = segments.data?.items.find((each) => each.key === key);
  return (
    <Page
      title={segment ? say(segment.name) : key}
      about={segment && say(segment.says)}
      actions={segment && <Share count={segment.count} share={segment.share} />}
    >
      {segment && (
        <Panel title={t("definitions.condition")}>
          <Condition sentence={segment.sentence} condition={segment.condition} />
        </Panel>
      )}
      <Panel
        title={t("definitions.segments.customers")}
        flush
        extra={<ExportButton wanted={{ what: "segment", filters: { segment: key } }} />}
      >
        <Customers segment={key} />
      </Panel>
    </Page>
  );
}

function Customers({ segment }: { segment: string }) {
  const { t } = useTranslation();
  const word = useWord();
  const { day } = useFormat();
  const navigate = useNavigate();
  const paging = usePaging(50);
  const customers = useQuery(
    listSegmentCustomersOptions({ path: { key: segment }, query: { limit: paging.limit, offset: paging.offset } }),
  );
  const columns: Column<SegmentCustomer>[] = [
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
    { key: "since", label: t("definitions.segments.since"), show: (customer) => day(customer.since) },
  ];
  return (
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
  );
}
