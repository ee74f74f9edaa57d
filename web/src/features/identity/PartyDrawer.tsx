import { useQuery } from "@tanstack/react-query";
import { Button, Drawer, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PartyMadeOf } from "@/api";
import { getPartyOptions } from "@/api/@tanstack/react-query.gen";
import { useSession } from "@/features/access/session";
import { useFormat } from "@/ui/format";
import { Loaded } from "@/ui/States";
import { useDecisions } from "./actions";
import { Decisions } from "./Decisions";
import { JoinParty } from "./JoinParty";
import css from "./PartyDrawer.module.css";
import { keyOf, Persons } from "./Persons";
import { Rederivation } from "./Rederivation";

type Props = { id: string; open: boolean; close: () => void };

/** Who a customer is made of: the persons of all systems, what ties them, and ways to part them and to join others. */
export function PartyDrawer({ id, open, close }: Props) {
  const { t } = useTranslation();
  const party = useQuery({ ...getPartyOptions({ path: { party_id: id } }), enabled: open });
  return (
    <Drawer open={open} onClose={close} title={t("identity.madeOf")} size={640}>
      <div className={css.drawer}>
        <Rederivation />
        <Loaded query={party} rows={6}>
          {(data) => <MadeOf key={data.persons.length} party={data} />}
        </Loaded>
      </div>
    </Drawer>
  );
}

function MadeOf({ party }: { party: PartyMadeOf }) {
  const { t } = useTranslation();
  const { day } = useFormat();
  const { may } = useSession();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [why, setWhy] = useState("");
  const { split, withdraw } = useDecisions();
  const mayPart = may("identity.review") && party.persons.length > 1;
  const some = chosen.size > 0 && chosen.size < party.persons.length;
  const choose = (key: string, is: boolean) =>
    setChosen((before) => new Set(is ? [...before, key] : [...before].filter((each) => each !== key)));
  const part = () =>
    split.mutate({
      id: party.party_id,
      persons: party.persons
        .filter((person) => chosen.has(keyOf(person)))
        .map(({ system, party_ref }) => ({ system, party_ref })),
      why: why.trim(),
    });
  return (
    <>
      <p className={css.about}>
        {t("identity.personsOf", { count: party.persons.length, id: party.party_id })}
        {party.since && ` · ${t("identity.since", { day: day(party.since) })}`}
        {party.former_ids.length > 0 && ` · ${t("identity.former", { ids: party.former_ids.join(", ") })}`}
      </p>
      <Persons persons={party.persons} {...(mayPart && { chosen, choose })} />
      {mayPart && (
        <section className={css.split} aria-label={t("identity.split.title")}>
          <h3>{t("identity.split.title")}</h3>
          <p className={css.about}>{t("identity.split.about")}</p>
          <div className={css.row}>
            <Input
              value={why}
              maxLength={300}
              placeholder={t("identity.split.why")}
              aria-label={t("identity.split.why")}
              onChange={(event) => setWhy(event.target.value)}
            />
            <Button danger disabled={!some || !why.trim()} loading={split.isPending} onClick={part}>
              {t("identity.split.do", { count: chosen.size })}
            </Button>
          </div>
        </section>
      )}
      {may("identity.review") && <JoinParty party={party} />}
      <Decisions
        decisions={party.decisions}
        {...(may("identity.review") && { withdraw: (decision) => withdraw.mutate([decision.pair_id]) })}
      />
    </>
  );
}
