import { useTranslation } from "react-i18next";
import type { CustomerHit } from "@/api";
import { Seen } from "@/features/access/sight/NotShown";
import { useWord } from "@/ui/code";
import { NOTHING, phone, useFormat } from "@/ui/format";
import { Highlight } from "@/ui/Highlight";
import { Pill } from "@/ui/Pill";
import { type Column, Rows } from "@/ui/Rows";
import css from "./Lines.module.css";

type Props = { customers: CustomerHit[]; query: string; open?: (customerId: string) => void };

/** Customers with enough to recognise the person. */
export function CustomerTable({ customers, query, open }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const { money, day, count } = useFormat();
  const cell = (field: keyof CustomerHit & string, write: (customer: CustomerHit) => string): Column<CustomerHit> => ({
    key: field,
    label: word("field", field),
    show: (customer) => (
      <Seen column={field} value={customer[field]}>
        {write(customer)}
      </Seen>
    ),
  });
  const columns: Column<CustomerHit>[] = [
    {
      key: "name",
      label: word("field", "name"),
      lead: true,
      show: (customer) => (
        <>
          <strong>
            <Seen column="name" value={customer.name}>
              <Highlight text={customer.name ?? customer.customer_id} query={query} />
            </Seen>
          </strong>{" "}
          {customer.is_active === false && <Pill>{t("profile.left")}</Pill>}
          <div className={css.about}>
            <Seen column="customer_number" value={customer.customer_number}>
              {customer.customer_number}
            </Seen>
          </div>
        </>
      ),
    },
    cell("phone", (customer) => phone(customer.phone)),
    cell("city", (customer) => customer.city ?? NOTHING),
    cell("plan", (customer) => customer.plan ?? NOTHING),
    { ...cell("line_count", (customer) => count(customer.line_count)), align: "end", minor: true },
    { ...cell("monthly_fee", (customer) => money(customer.monthly_fee)), align: "end" },
    { ...cell("customer_since", (customer) => day(customer.customer_since)), minor: true },
    cell("contract_end", (customer) => day(customer.contract_end)),
  ];
  return (
    <Rows
      label={t("profile.list.title")}
      rows={customers}
      columns={columns}
      keyOf={(customer) => customer.customer_id}
      open={open && ((customer) => open(customer.customer_id))}
    />
  );
}
