import { useQuery } from "@tanstack/react-query";
import { Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import type { ListPairsData, QueuePair } from "@/api";
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

type Sort = NonNullable<NonNullable<ListPairsData["query"]>["sort"]>;
const SORTS: Sort[] = ["weight", "accounts", "newest"];
const ROOM_PX = 1100;

/** Which persons are one customer: the pairs that the match policy leaves to people, one after the other. */
export default function ReviewPage() {
  const { t } = useTranslation();
  const { count } = useFormat();
  const wide = useWide(ROOM_PX);
  const paging = usePaging(50);
  const [params, setParams] = useSearchParams();
  const [said, setSaid] = useState<ReadonlySet<string>>(new Set());
  const sort = SORTS.find((each) => each === params.get("sort")) ?? "weight";
  const system = params.get("system") ?? "";
  const queue = useQuery(listPairsOptions({ query: { sort, system, limit: paging.limit, offset: paging.offset } }));
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
          <Panel
            title={t("identity.waiting", { count: queue.data?.total ?? 0, shown: count(queue.data?.total) })}
            flush
            className={css.queue}
          >
            <Filters
              sort={sort}
              system={system}
              systems={queue.data?.systems ?? []}
              known={queue.data?.known_systems ?? []}
              change={change}
            />
            <Loaded query={queue} rows={10}>
              {({ total, decided }) =>
                pairs.length === 0 ? (
                  <Nothing title={t("identity.none")}>
                    {decided > 0 && t("identity.decidedSoFar", { count: decided, shown: count(decided) })}
                  </Nothing>
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

type FilterProps = {
  sort: Sort;
  system: string;
  systems: { system: string; pairs: number }[];
  known: string[];
  change: (name: string, value: string | null) => void;
};

function Filters({ sort, system, systems, known, change }: FilterProps) {
  const { t } = useTranslation();
  const word = useWord();
  const { count } = useFormat();
  const pairsOf = new Map(systems.map((each) => [each.system, each.pairs]));
  return (
    <div className={css.filters}>
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
        onChange={(next) => change("sort", next === "weight" ? null : next)}
        options={SORTS.map((value) => ({ value, label: t(`identity.sorts.${value}`) }))}
      />
    </div>
  );
}
