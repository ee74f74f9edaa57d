import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { QueuePair, QueueSide } from "@/api";
import { useWord } from "@/ui/code";
import { phone, useFormat } from "@/ui/format";
import css from "./Queue.module.css";
import { signed } from "./Waterfall";

type Props = { pairs: QueuePair[]; current: string | null; open: (pair: QueuePair) => void };

/** Pairs that wait for a person's word, each as two lines of who it is. */
export function Queue({ pairs, current, open }: Props) {
  const { t } = useTranslation();
  return (
    <ul className={css.queue} aria-label={t("identity.queue")}>
      {pairs.map((pair) => (
        <Entry key={pair.pair_id} pair={pair} isCurrent={pair.pair_id === current} open={() => open(pair)} />
      ))}
    </ul>
  );
}

function Entry({ pair, isCurrent, open }: { pair: QueuePair; isCurrent: boolean; open: () => void }) {
  const { t } = useTranslation();
  const { count } = useFormat();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isCurrent) button.current?.scrollIntoView({ block: "nearest" });
  }, [isCurrent]);
  const accounts = pair.sides.reduce((sum, side) => sum + side.accounts, 0);
  return (
    <li>
      <button
        ref={button}
        type="button"
        className={`${css.entry} ${isCurrent ? css.current : ""}`}
        aria-current={isCurrent || undefined}
        onClick={open}
      >
        {pair.sides.map((side) => (
          <Side key={`${side.system} ${side.party_ref}`} side={side} />
        ))}
        <span className={css.foot}>
          {pair.weight !== null && (
            <span className={css.chance}>{t("identity.byWeight", { weight: signed(pair.weight) })}</span>
          )}
          <span>{t("identity.accounts", { count: accounts, shown: count(accounts) })}</span>
          {pair.pairs > 1 && <span>{t("identity.morePairs", { count: pair.pairs - 1 })}</span>}
        </span>
      </button>
    </li>
  );
}

function Side({ side }: { side: QueueSide }) {
  const { t } = useTranslation();
  const word = useWord();
  const known = [side.phone && phone(side.phone), side.email, side.birth_date].filter(Boolean);
  return (
    <span className={css.side}>
      <span className={css.system}>{word("system", side.system)}</span>
      <strong>{side.name ?? t("identity.nameless")}</strong>
      <span className={css.known}>{known[0] ?? side.party_ref}</span>
    </span>
  );
}
