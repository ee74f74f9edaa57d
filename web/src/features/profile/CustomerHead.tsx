import { ApartmentOutlined, EyeOutlined, MergeCellsOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { Customer, Customer360 } from "@/api";
import { useSession } from "@/features/access/session";
import { NotShown, Seen } from "@/features/access/sight/NotShown";
import { useSight } from "@/features/access/sight/sight";
import { RequestButton } from "@/features/privacy/requests/RequestButton";
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
  const { may } = useSession();
  const navigate = useNavigate();
  return (
    <header className={css.head}>
      <CustomerWho data={data} showOrigins={showOrigins}>
        <Button size="small" type="text" icon={<ApartmentOutlined />} className={css.origins} onClick={showOrigins}>
          {t("profile.origin.title")}
        </Button>
        <Button size="small" type="text" icon={<MergeCellsOutlined />} className={css.origins} onClick={showPersons}>
          {t("identity.persons")}
        </Button>
        {may("changes.read") && (
          <Button
            size="small"
            type="text"
            icon={<EyeOutlined />}
            href={`/changes?kind=looks&customer=${encodeURIComponent(data.customer.customer_id)}`}
            onClick={(event) => {
              event.preventDefault();
              void navigate(event.currentTarget.getAttribute("href") ?? "");
            }}
          >
            {t("access.looks.who")}
          </Button>
        )}
        <RequestButton customerId={data.customer.customer_id} />
      </CustomerWho>
      <div className={css.score}>
        <CustomerScores customerId={data.customer.customer_id} />
      </div>
    </header>
  );
}

type WhoProps = { data: Customer360; showOrigins?: () => void; children?: ReactNode };

/** Name, numbers and the facts of the head; what the reader's roles do not see says so. */
export function CustomerWho({ data, showOrigins, children }: WhoProps) {
  const { t } = useTranslation();
  const sight = useSight();
  const { customer } = data;
  const facts = useHeadFacts(data, showOrigins);
  return (
    <div className={css.who}>
      <div className={css.title}>
        <h1>
          <Seen column="name" value={customer.name}>
            {customer.name ?? customer.customer_id}
          </Seen>
        </h1>
        <Activity customer={customer} />
        {children}
      </div>
      <p className={css.line}>
        <Seen column="customer_number" value={customer.customer_number}>
          {customer.customer_number}
        </Seen>
        {customer.phone ? (
          <span className={css.phone}>
            <Seen column="phone" value={customer.phone}>
              {phone(customer.phone)}
            </Seen>
            {sight.column("phone") === "readable" && (
              <CopyButton text={customer.phone} label={t("profile.copyPhone")} />
            )}
          </span>
        ) : (
          sight.column("phone") === "hidden" && <HeldBack column="phone" />
        )}
        <Person customer={customer} />
      </p>
      <Facts items={facts} />
    </div>
  );
}

function HeldBack({ column }: { column: string }) {
  const word = useWord();
  return <NotShown what={word("field", column)} />;
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
  const sight = useSight();
  const held = (["gender", "age", "city"] as const).filter(
    (column) => customer[column] == null && sight.column(column) !== "readable",
  );
  return (
    <>
      <span>{parts.filter(Boolean).join(" · ")}</span>
      {held.length > 0 && <NotShown what={held.map((column) => word("field", column)).join(" · ")} />}
    </>
  );
}

function useHeadFacts({ customer, origins }: Customer360, showOrigins?: () => void): Fact[] {
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
    value: (
      <Seen column={field} value={customer[field]}>
        {value}
      </Seen>
    ),
    aside: showOrigins && <OriginMark field={field} origins={origins} open={showOrigins} />,
  }));
}
