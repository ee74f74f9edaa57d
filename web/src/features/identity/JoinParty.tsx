import { useQuery } from "@tanstack/react-query";
import { Button, Input, type InputRef } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CustomerHit, PartyMadeOf, PersonRef } from "@/api";
import { findCustomersOptions, getPartyOptions } from "@/api/@tanstack/react-query.gen";
import { phone, useFormat } from "@/ui/format";
import { Loaded } from "@/ui/States";
import { useLate } from "@/ui/useLate";
import { useDecisions } from "./actions";
import css from "./PartyDrawer.module.css";
import { Persons } from "./Persons";

const PAUSE_MS = 200;
const SHOWN = 8;

/** Says that this customer is the same person as another one: who is searched for, looked at, and joined with a reason. */
export function JoinParty({ party }: { party: PartyMadeOf }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string | null>(null);
  const other = useQuery({ ...getPartyOptions({ path: { party_id: chosen ?? "" } }), enabled: chosen !== null });
  return (
    <section className={css.split} aria-label={t("identity.join.title")}>
      <h3>{t("identity.join.title")}</h3>
      <p className={css.about}>{t("identity.join.about")}</p>
      {chosen ? (
        <Button type="link" size="small" className={css.back ?? ""} onClick={() => setChosen(null)}>
          {t("identity.join.change")}
        </Button>
      ) : (
        <Search own={party.party_id} choose={setChosen} />
      )}
      {chosen && (
        <Loaded query={other} rows={3}>
          {(data) =>
            data.party_id === party.party_id ? (
              <p className={css.about}>{t("identity.join.itself")}</p>
            ) : (
              <Confirm key={data.party_id} one={party} other={data} done={() => setChosen(null)} />
            )
          }
        </Loaded>
      )}
    </section>
  );
}

/** Customers by a few words, each a button: Tab reaches them, Enter chooses. */
function Search({ own, choose }: { own: string; choose: (id: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const q = useLate(text.trim(), PAUSE_MS);
  const found = useQuery({ ...findCustomersOptions({ query: { q, limit: SHOWN } }), enabled: q.length > 0 });
  const hits = q ? (found.data?.items ?? []).filter((hit) => hit.customer_id !== own) : [];
  return (
    <>
      <Input
        type="search"
        className={css.find ?? ""}
        value={text}
        placeholder={t("identity.join.find")}
        aria-label={t("identity.join.find")}
        onChange={(event) => setText(event.target.value)}
      />
      {hits.length > 0 && (
        <ul className={css.hits} aria-label={t("identity.join.found")}>
          {hits.map((hit) => (
            <li key={hit.customer_id}>
              <button type="button" onClick={() => choose(hit.customer_id)}>
                <Hit hit={hit} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {q && found.data && hits.length === 0 && (
        <p className={css.about} role="status">
          {t("identity.join.nobody", { query: q })}
        </p>
      )}
    </>
  );
}

function Hit({ hit }: { hit: CustomerHit }) {
  const about = [hit.phone && phone(hit.phone), hit.plan, hit.city].filter(Boolean).join(" · ");
  return (
    <>
      <strong>{hit.name ?? hit.customer_id}</strong> <span className={css.quiet}>{about}</span>
    </>
  );
}

function Confirm({ one, other, done }: { one: PartyMadeOf; other: PartyMadeOf; done: () => void }) {
  const { t } = useTranslation();
  const { count } = useFormat();
  const [why, setWhy] = useState("");
  const reason = useRef<InputRef>(null);
  useEffect(() => reason.current?.focus(), []);
  const { join } = useDecisions();
  const held = [one, other].map(accountsOf) as [number, number];
  const accounts = held[0] + held[1];
  const say = () =>
    !join.isPending &&
    why.trim() &&
    join.mutate({ persons: [speaker(one), speaker(other)], why: why.trim() }, { onSuccess: done });
  return (
    <>
      <Persons persons={other.persons} />
      <p role="status" className={css.will}>
        {t("identity.join.will", {
          one: nameOf(one),
          other: nameOf(other),
          persons: count(one.persons.length + other.persons.length),
          accounts: t("identity.accounts", { count: accounts, shown: count(accounts) }),
        })}
      </p>
      {held[0] > 0 && held[1] > 0 && <p className={css.mind}>{t("identity.join.twoAccounts")}</p>}
      <div className={css.row}>
        <Input
          ref={reason}
          value={why}
          maxLength={300}
          placeholder={t("identity.join.why")}
          aria-label={t("identity.join.why")}
          onChange={(event) => setWhy(event.target.value)}
          onPressEnter={say}
        />
        <Button type="primary" disabled={!why.trim()} loading={join.isPending} onClick={say}>
          {t("identity.join.do")}
        </Button>
      </div>
    </>
  );
}

const accountsOf = ({ persons }: PartyMadeOf): number => persons.reduce((sum, person) => sum + person.accounts, 0);

const nameOf = ({ party_id, persons }: PartyMadeOf): string => persons.find(({ name }) => name)?.name ?? party_id;

/** The person of a party whom the word names: one who holds an account, where there is one. */
function speaker({ persons }: PartyMadeOf): PersonRef {
  const { system, party_ref } = (persons.find(({ accounts }) => accounts > 0) ?? persons[0]) as PersonRef;
  return { system, party_ref };
}
