import { ApartmentOutlined, MergeCellsOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Customer, Customer360 } from "@/api";
import { CustomerScores } from "@/features/scores/CustomerScores";
import { CopyButton } from "@/ui/CopyButton";
import { useWord } from "@/ui/code";
import { type Fact, Facts } from "@/ui/Facts";
import { NOTHING, phone, useFormat } from "@/ui/format";
import { Pill } from "@/ui/Pill";
import css from "./CustomerHead.module.css";
import { OriginMark } from "./OriginMark";

type Props = { data: Customer360; showOrigins: () => void; showPersons: () => void };

/** Who the customer is, at a glance: name, number, plan, tenure, value, and how likely they are to leave. */
export function CustomerHead({ data, showOrigins, showPersons }: Props) {
  const { t } = useTranslation();
  const { customer } = data;
  const facts = useHeadFacts(data, showOrigins);
  return (
    <header className={css.head}>
      <div className={css.who}>
        <div className={css.title}>
          <h1>{customer.name ?? customer.customer_id}</h1>
          <Activity customer={customer} />
          <Button size="small" type="text" icon={<ApartmentOutlined />} className={css.origins} onClick={showOrigins}>
            {t("profile.origin.title")}
          </Button>
          <Button size="small" type="text" icon={<MergeCellsOutlined />} className={css.origins} onClick={showPersons}>
            {t("identity.persons")}
          </Button>
        </div>
        <p className={css.line}>
          <span>{customer.customer_number}</span>
          {customer.phone && (
            <span className={css.phone}>
              {phone(customer.phone)}
              <CopyButton text={customer.phone} label={t("profile.copyPhone")} />
            </span>
          )}
          <Person customer={customer} />
        </p>
        <Facts items={facts} />
      </div>
      <div className={css.score}>
        <CustomerScores customerId={customer.customer_id} />
      </div>
    </header>
  );
}

function Activity({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const { day } = useFormat();
  if (customer.is_active === null) return null;
  if (customer.is_active)
    return (
      <Pill tone="green" dot>
        {t("profile.active")}
      </Pill>
    );
  return (
    <Pill dot>{customer.ended_on ? t("profile.leftOn", { day: day(customer.ended_on) }) : t("profile.left")}</Pill>
  );
}

function Person({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const word = useWord();
  const parts = [
    customer.gender && word("gender", customer.gender),
    customer.age != null && t("profile.years", { count: customer.age }),
    [customer.city, customer.district].filter(Boolean).join(" "),
    customer.language && word("language", customer.language),
  ];
  return <span>{parts.filter(Boolean).join(" · ")}</span>;
}

function useHeadFacts({ customer, origins }: Customer360, showOrigins: () => void): Fact[] {
  const { t } = useTranslation();
  const word = useWord();
  const format = useFormat();
  const values: [keyof Customer & string, string][] = [
    ["plan", customer.plan ?? NOTHING],
    ["monthly_fee", format.money(customer.monthly_fee)],
    ["average_bill_3m", format.money(customer.average_bill_3m)],
    ["balance", format.money(customer.balance)],
    [
      "tenure_months",
      customer.tenure_months == null ? NOTHING : t("profile.tenure", { count: customer.tenure_months }),
    ],
    ["contract_end", customer.contract_end ? format.day(customer.contract_end) : t("profile.noContract")],
    ["line_count", format.count(customer.line_count)],
    ["nps", format.number(customer.nps)],
    [
      "last_contact_at",
      customer.last_contact_at
        ? `${format.age(customer.last_contact_at)} · ${word("channel", customer.last_contact_channel)}`
        : NOTHING,
    ],
    ["manager", customer.manager ?? NOTHING],
  ];
  return values.map(([field, value]) => ({
    key: field,
    label: word("field", field),
    value,
    aside: <OriginMark field={field} origins={origins} open={showOrigins} />,
  }));
}
