import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import type { PersonCard, PersonRef } from "@/api";
import { useWord } from "@/ui/code";
import { phone, useFormat } from "@/ui/format";
import css from "./Persons.module.css";

type Props = { persons: PersonCard[]; chosen?: ReadonlySet<string>; choose?: (key: string, is: boolean) => void };

export const keyOf = ({ system, party_ref }: PersonRef): string => `${system} ${party_ref}`;

/** The persons of one party: what each system knows, and what ties it to the others. */
export function Persons({ persons, chosen, choose }: Props) {
  return (
    <ul className={css.persons}>
      {persons.map((person) => {
        const key = keyOf(person);
        return (
          <li key={key} className={chosen?.has(key) ? css.chosen : undefined}>
            {choose && (
              <Checkbox
                checked={chosen?.has(key) ?? false}
                onChange={(event) => choose(key, event.target.checked)}
                aria-label={`${person.name ?? ""} ${key}`}
              />
            )}
            <Card person={person} />
          </li>
        );
      })}
    </ul>
  );
}

function Card({ person }: { person: PersonCard }) {
  const { t } = useTranslation();
  const word = useWord();
  const { count, day } = useFormat();
  const known = [
    ...person.phones.map(phone),
    ...person.emails,
    ...person.birth_dates.map(day),
    person.accounts > 0 && t("identity.accounts", { count: person.accounts, shown: count(person.accounts) }),
  ].filter(Boolean);
  return (
    <div className={css.card}>
      <span>
        <strong>{person.name ?? t("identity.nameless")}</strong>{" "}
        <span className={css.quiet}>
          {word("system", person.system)} · {person.party_ref}
        </span>
      </span>
      {known.length > 0 && <span className={css.known}>{known.join(" · ")}</span>}
      <Why person={person} />
    </div>
  );
}

/** What ties a person to its party: a rule with the values that agreed, a weight, or somebody's word. */
function Why({ person }: { person: PersonCard }) {
  const { t } = useTranslation();
  const word = useWord();
  if (person.rule === "alone") return <span className={css.why}>{t("identity.aloneHere")}</span>;
  const why = person.decided_by
    ? t("identity.bySomebody", { who: person.decided_by })
    : person.rule === "weight" && person.weight !== null
      ? t("identity.byWeight", { weight: person.weight.toFixed(1) })
      : word("matchRule", person.rule);
  return (
    <span className={css.why}>
      {why}
      {person.evidence && <span className={css.quiet}> · {person.evidence}</span>}
    </span>
  );
}
