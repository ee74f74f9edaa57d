import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Characteristic, Customer360 } from "@/api";
import { NotShown, Seen } from "@/features/access/sight/NotShown";
import { useSight } from "@/features/access/sight/sight";
import { useWord } from "@/ui/code";
import { Facts } from "@/ui/Facts";
import { phone, useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { Pill } from "@/ui/Pill";
import css from "./Contacts.module.css";

const MEDIA = ["phone", "email", "address"];

/** How the customer can be reached, and by which system we know. */
export function ContactPoints({ data }: { data: Customer360 }) {
  const { t } = useTranslation();
  const word = useWord();
  const { day } = useFormat();
  const sight = useSight();
  const held = MEDIA.filter(
    (medium) => sight.level(medium) === "hidden" && !data.contact_points.some((point) => point.medium === medium),
  );
  if (data.contact_points.length + held.length === 0) return null;
  return (
    <Panel title={t("profile.contactPoints.title")}>
      <ul className={css.list}>
        {data.contact_points.map((point) => (
          <li key={point.medium + point.value}>
            <span className={css.medium}>{word("medium", point.medium)}</span>
            <span className={css.value}>
              {point.medium === "phone" ? phone(point.value) : point.value}{" "}
              {point.is_main && <Pill tone="brand">{t("profile.contactPoints.main")}</Pill>}
              <span className={css.systems}>
                {point.systems.map((system) => word("system", system)).join(" · ")}
                {point.observed_at && ` · ${day(point.observed_at)}`}
              </span>
            </span>
          </li>
        ))}
        {held.map((medium) => (
          <li key={medium}>
            <span className={css.medium}>{word("medium", medium)}</span>
            <NotShown />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The other customers of the household. */
export function Household({ data }: { data: Customer360 }) {
  const { t } = useTranslation();
  if (data.household.length === 0) return null;
  return (
    <Panel title={t("profile.household.title")}>
      <ul className={css.members}>
        {data.household.map((member) => (
          <li key={member.customer_id}>
            <Link to={`/customers/${encodeURIComponent(member.customer_id)}`}>{member.name ?? member.customer_id}</Link>
            <Seen column="phone" value={member.phone}>
              <span>{phone(member.phone)}</span>
            </Seen>
            <span className={css.systems}>{member.is_active === false ? t("profile.left") : member.plan}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** What the operator's sources say beyond the profile, under the names the sources give it. */
export function Characteristics({ items }: { items: Characteristic[] }) {
  const { t } = useTranslation();
  const word = useWord();
  const { number } = useFormat();
  if (items.length === 0) return null;
  return (
    <Panel title={t("profile.characteristics")}>
      <Facts
        wide
        items={items.map((item) => ({
          key: item.name,
          label: word("characteristic", item.name.replaceAll("_", " ")),
          value: item.text ?? number(item.number),
        }))}
      />
    </Panel>
  );
}
