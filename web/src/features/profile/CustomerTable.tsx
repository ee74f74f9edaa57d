import { useTranslation } from "react-i18next";
import type { CustomerHit } from "@/api";
import { useWord } from "@/ui/code";
import { NOTHING, phone, useFormat } from "@/ui/format";
import { Highlight } from "@/ui/Highlight";
import { Pill } from "@/ui/Pill";
import { type Column, Rows } from "@/ui/Rows";
import css from "./Lines.module.css";

type Props = { customers: CustomerHit[]; query: string; open: (customerId: string) => void };

/** Customers with enough to recognise the person. */
export function CustomerTable({ customers, query, open }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const { money, day, count } = useFormat();
  const columns: Column<CustomerHit>[] = [
    {
      key: "name",
      label: word("field", "name"),
      lead: true,
      show: (customer) => (
        <>
          <strong>
            <Highlight text={customer.name ?? customer.customer_id} query={query} />
          </strong>{" "}
          {customer.is_active === false && <Pill>{t("profile.left")}</Pill>}
          <div className={css.about}>{customer.customer_number}</div>
        </>
      ),
    },
    { key: "phone", label: word("field", "phone"), show: (customer) => phone(customer.phone) },
    { key: "city", label: word("field", "city"), show: (customer) => customer.city ?? NOTHING },
    { key: "plan", label: word("field", "plan"), show: (customer) => customer.plan ?? NOTHING },
    {
      key: "lines",
      label: word("field", "line_count"),
      align: "end",
      minor: true,
      show: (customer) => count(customer.line_count),
    },
    { key: "fee", label: word("field", "monthly_fee"), align: "end", show: (customer) => money(customer.monthly_fee) },
    {
      key: "since",
      label: word("field", "customer_since"),
      minor: true,
      show: (customer) => day(customer.customer_since),
    },
    { key: "contract", label: word("field", "contract_end"), show: (customer) => day(customer.contract_end) },
  ];
  return (
    <Rows
      label={t("profile.list.title")}
      rows={customers}
      columns={columns}
      keyOf={(customer) => customer.customer_id}
      open={(customer) => open(customer.customer_id)}
    />
  );
}
