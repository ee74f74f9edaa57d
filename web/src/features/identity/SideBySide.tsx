import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { PairDetail, PairSide } from "@/api";
import { getPairOptions } from "@/api/@tanstack/react-query.gen";
import { useWord } from "@/ui/code";
import { NOTHING, phone, useFormat } from "@/ui/format";
import { Pill } from "@/ui/Pill";
import { Loaded } from "@/ui/States";
import { Decisions } from "./Decisions";
import { Persons } from "./Persons";
import css from "./SideBySide.module.css";
import { Waterfall } from "./Waterfall";

const TONES = { same: "green", near: "amber", differs: "red" } as const;

/** Two persons side by side: what sources say of each, where they agree, and why the policy is in doubt. */
export function SideBySide({ id, children }: { id: string; children?: (pair: PairDetail) => React.ReactNode }) {
  const pair = useQuery(getPairOptions({ path: { pair_id: id } }));
  return (
    <Loaded query={pair} rows={14}>
      {(data) => <Both pair={data}>{children?.(data)}</Both>}
    </Loaded>
  );
}

function Both({ pair, children }: { pair: PairDetail; children?: React.ReactNode }) {
  const { t } = useTranslation();
  const word = useWord();
  const { dateTime } = useFormat();
  const [one, other] = pair.sides;
  if (!one || !other) return null;
  const said = pair.decision;
  return (
    <article className={css.both}>
      {children}
      {said && (
        <p className={css.said}>
          <Pill tone={said.verdict === "same" ? "green" : "amber"}>{word("verdict", said.verdict)}</Pill>
          {t("identity.saidBy", { who: said.decided_by || t("identity.commandLine"), when: dateTime(said.decided_at) })}
          {said.why && <q>{said.why}</q>}
        </p>
      )}
      <Fields pair={pair} one={one} other={other} />
      <section>
        <h3>{t("identity.weights.title")}</h3>
        {pair.rule && pair.rule !== "weight" && (
          <p className={css.rule}>
            {t("identity.ruleTies", { rule: word("matchRule", pair.rule) })}
            {pair.evidence && <span> · {pair.evidence}</span>}
          </p>
        )}
        <Waterfall pair={pair} />
      </section>
      <div className={css.pairOf}>
        {pair.sides.map((side) => (
          <section key={`${side.system} ${side.party_ref}`}>
            <h3>{t("identity.mates", { count: side.mates.length, name: side.name ?? side.party_ref })}</h3>
            {side.mates.length === 0 ? (
              <p className={css.quiet}>{t("identity.alone")}</p>
            ) : (
              <Persons persons={side.mates} />
            )}
          </section>
        ))}
      </div>
      <Decisions decisions={pair.decisions} />
    </article>
  );
}

function Fields({ pair, one, other }: { pair: PairDetail; one: PairSide; other: PairSide }) {
  const { t } = useTranslation();
  const word = useWord();
  const told = pair.fields.filter((field) => field.one.length > 0 || field.other.length > 0);
  return (
    <table className={css.fields}>
      <caption className="visually-hidden">{t("identity.sideBySide")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("identity.field")}</th>
          {[one, other].map((side) => (
            <th key={`${side.system} ${side.party_ref}`} scope="col">
              <Head side={side} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {told.map((field) => (
          <tr key={field.field} className={css[field.agreement]}>
            <th scope="row">
              {word("field", field.field === "household" ? "household_id" : field.field)}
              {field.agreement !== "unknown" && (
                <Pill tone={TONES[field.agreement]}>{word("agreement", field.agreement)}</Pill>
              )}
            </th>
            <Values field={field.field} values={field.one} />
            <Values field={field.field} values={field.other} />
          </tr>
        ))}
        <tr>
          <th scope="row">{t("identity.holds")}</th>
          <td>
            <Holdings side={one} />
          </td>
          <td>
            <Holdings side={other} />
          </td>
        </tr>
        <tr>
          <th scope="row">{word("field", "last_contact_at")}</th>
          <LastContact side={one} />
          <LastContact side={other} />
        </tr>
      </tbody>
    </table>
  );
}

function Head({ side }: { side: PairSide }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <span className={css.head}>
      <strong>{side.name ?? t("identity.nameless")}</strong>
      <span>
        {word("system", side.system)} · {side.party_ref}
      </span>
      {side.party_id && side.accounts.length + side.mates.length > 0 && (
        <Link to={`/customers/${encodeURIComponent(side.party_id)}`}>{t("identity.toCustomer")}</Link>
      )}
    </span>
  );
}

function Values({ field, values }: { field: string; values: string[] }) {
  const word = useWord();
  const { day } = useFormat();
  const shown = (value: string) =>
    field === "phone"
      ? phone(value)
      : field === "gender"
        ? word("gender", value)
        : field === "birth_date"
          ? day(value)
          : value;
  return (
    <td>
      {values.length === 0 ? (
        <span className={css.quiet}>{NOTHING}</span>
      ) : (
        <ul>
          {values.map((value) => (
            <li key={value}>{shown(value)}</li>
          ))}
        </ul>
      )}
    </td>
  );
}

function Holdings({ side }: { side: PairSide }) {
  const { t } = useTranslation();
  const word = useWord();
  const { day } = useFormat();
  if (side.accounts.length === 0) return <span className={css.quiet}>{NOTHING}</span>;
  return (
    <ul>
      {side.accounts.map((account) => (
        <li key={account.account_ref}>
          {account.account_ref}
          <span className={css.quiet}>
            {" "}
            {[
              word("accountStatus", account.status),
              account.opened_on && t("identity.since", { day: day(account.opened_on) }),
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
          <ul className={css.lines}>
            {side.lines
              .filter((line) => line.account_ref === account.account_ref)
              .map((line) => (
                <li key={line.product_ref} className={line.ended_on ? css.quiet : undefined}>
                  {[line.phone ? phone(line.phone) : word("product", line.product_type), line.offering]
                    .filter(Boolean)
                    .join(" · ")}
                </li>
              ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

function LastContact({ side }: { side: PairSide }) {
  const word = useWord();
  const { age, dateTime } = useFormat();
  return (
    <td title={dateTime(side.last_contact_at)}>
      {side.last_contact_at ? (
        `${age(side.last_contact_at)} · ${word("channel", side.last_contact_channel)}`
      ) : (
        <span className={css.quiet}>{NOTHING}</span>
      )}
    </td>
  );
}
