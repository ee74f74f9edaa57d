import { useQuery } from "@tanstack/react-query";
import { Button, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import type { ListPairsData, PairQueue, QueuePair } from "@/api";
import { listPairsOptions } from "@/api/@tanstack/react-query.gen";
import { useDecisions } from "@/features/identity/actions";
import { DecideBar } from "@/features/identity/DecideBar";
import { Queue } from "@/features/identity/Queue";
import { Rederivation } from "@/features/identity/Rederivation";
import { SideBySide } from "@/features/identity/SideBySide";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { useKeys } from "@/ui/keys";
import { Page } from "@/ui/Page";
import { Pager, usePaging } from "@/ui/Pager";
import { Panel } from "@/ui/Panel";
import { Loaded, Nothing } from "@/ui/States";
import { useWide } from "@/ui/useWide";
import css from "./ReviewPage.module.css";

type Query = NonNullable<ListPairsData["query"]>;
type Sort = NonNullable<Query["sort"]>;
type Concerning = NonNullable<Query["concerning"]>;
const SORTS: Sort[] = ["worth", "weight", "newest"];
const CONCERNING: Concerning[] = ["customers", "all"];
const ROOM_PX = 1100;

/** Which persons are one customer: the pairs that the match policy leaves to people, one after the other. */
export default function ReviewPage() {
  const { t } = useTranslation();
  const wide = useWide(ROOM_PX);
  const paging = usePaging(50);
  const [params, setParams] = useSearchParams();
  const [said, setSaid] = useState<ReadonlySet<string>>(new Set());
  const sort = SORTS.find((each) => each === params.get("sort")) ?? "worth";
  const concerning = CONCERNING.find((each) => each === params.get("concerning")) ?? "customers";
  const system = params.get("system") ?? "";
  const { limit, offset } = paging;
  const queue = useQuery(listPairsOptions({ query: { sort, concerning, system, limit, offset } }));
  const pairs = (queue.data?.items ?? []).filter((pair) => !said.has(pair.pair_id));
  const asked = params.get("pair");
  const current = asked ?? (wide ? (pairs[0]?.pair_id ?? null) : null);
  const change = (name: string, value: string | null) => {
    const next = new URLSearchParams(params);
    if (name !== "pair") {
      next.delete("pair");
      paging.toStart();
    }
    if (value) next.set(name, value);
    else next.delete(name);
    setParams(next, { replace: true });
  };
  const actions = useDecisions({
    decided: (ids) => setSaid((before) => new Set([...before, ...ids])),
    undone: (ids) => setSaid((before) => new Set([...before].filter((id) => !ids.includes(id)))),
  });
  const at = pairs.findIndex((pair) => pair.pair_id === current);
  const decide = (id: string) => (verdict: "same" | "apart", why: string) => {
    const next = pairs[at + 1] ?? pairs[at - 1];
    actions.decide.mutate({ id, verdict, why }, { onSuccess: () => change("pair", next?.pair_id ?? null) });
  };
  const move = (by: number) => {
    const next = pairs[Math.max(0, Math.min(pairs.length - 1, at + by))];
    if (next) change("pair", next.pair_id);
  };
  useKeys({ j: () => move(1), k: () => move(-1), u: actions.undo, escape: () => change("pair", null) });
  const detail = current && (
    <SideBySide key={current} id={current}>
      {() => (
        <DecideBar
          busy={actions.decide.isPending}
          decide={decide(current)}
          {...(!wide && { leave: () => change("pair", null) })}
        />
      )}
    </SideBySide>
  );
  return (
    <Page title={t("ui.menu.identity")} about={t("identity.about")}>
      <Rederivation />
      <div className={css.split}>
        {(wide || !current) && (
          <Panel title={t("identity.waiting")} flush className={css.queue}>
            {queue.data && <HowMany of={queue.data} />}
            <Filters
              sort={sort}
              concerning={concerning}
              system={system}
              systems={queue.data?.systems ?? []}
              known={queue.data?.known_systems ?? []}
              change={change}
            />
            <Loaded query={queue} rows={10}>
              {({ total, waiting, customers, decided }) =>
                pairs.length === 0 ? (
                  <None
                    others={concerning === "customers" ? waiting - customers : 0}
                    decided={decided}
                    showAll={() => change("concerning", "all")}
                  />
                ) : (
                  <>
                    <Queue pairs={pairs} current={current} open={(pair: QueuePair) => change("pair", pair.pair_id)} />
                    <Pager paging={paging} total={total} />
                  </>
                )
              }
            </Loaded>
          </Panel>
        )}
        {detail && (
          <section className={css.detail} aria-label={t("identity.sideBySide")}>
            {detail}
          </section>
        )}
      </div>
    </Page>
  );
}

/** How many wait, and how many of them concern people with an account. */
function HowMany({ of: { waiting, customers } }: { of: PairQueue }) {
  const { t } = useTranslation();
  const { count } = useFormat();
  return (
    <p className={css.many}>
      {t("identity.inQueue", { count: waiting, shown: count(waiting), customers: count(customers) })}
    </p>
  );
}

function None({ others, decided, showAll }: { others: number; decided: number; showAll: () => void }) {
  const { t } = useTranslation();
  const { count } = useFormat();
  if (others > 0)
    return (
      <Nothing title={t("identity.noneOfCustomers")}>
        {t("identity.others", { count: others, shown: count(others) })}{" "}
        <Button size="small" type="link" onClick={showAll}>
          {t("identity.showAll")}
        </Button>
      </Nothing>
    );
  return (
    <Nothing title={t("identity.none")}>
      {decided > 0 && t("identity.decidedSoFar", { count: decided, shown: count(decided) })}
    </Nothing>
  );
}

type FilterProps = {
  sort: Sort;
  concerning: Concerning;
  system: string;
  systems: { system: string; pairs: number }[];
  known: string[];
  change: (name: string, value: string | null) => void;
};

function Filters({ sort, concerning, system, systems, known, change }: FilterProps) {
  const { t } = useTranslation();
  const word = useWord();
  const { count } = useFormat();
  const pairsOf = new Map(systems.map((each) => [each.system, each.pairs]));
  return (
    <div className={css.filters}>
      <Segmented<Concerning>
        size="small"
        aria-label={t("identity.concerning")}
        value={concerning}
        onChange={(next) => change("concerning", next === "customers" ? null : next)}
        options={CONCERNING.map((value) => ({ value, label: t(`identity.concerns.${value}`) }))}
      />
      <Select
        size="small"
        className={css.system ?? ""}
        aria-label={t("identity.system")}
        value={system}
        onChange={(next) => change("system", next || null)}
        options={[
          { value: "", label: t("identity.everySystem") },
          ...known.map((value) => ({ value, label: `${word("system", value)} ${count(pairsOf.get(value) ?? 0)}` })),
        ]}
      />
      <Segmented<Sort>
        size="small"
        aria-label={t("identity.sort")}
        value={sort}
        onChange={(next) => change("sort", next === "worth" ? null : next)}
        options={SORTS.map((value) => ({ value, label: t(`identity.sorts.${value}`) }))}
      />
    </div>
  );
}
