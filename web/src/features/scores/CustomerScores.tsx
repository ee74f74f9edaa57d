import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { CustomerScore, Reason } from "@/api";
import { getCustomerScoresOptions } from "@/api/@tanstack/react-query.gen";
import { PanelNotShown } from "@/features/access/sight/NotShown";
import { useSight } from "@/features/access/sight/sight";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Pill } from "@/ui/Pill";
import { Loaded } from "@/ui/States";
import type { Tone } from "@/ui/tone";
import css from "./CustomerScores.module.css";
import { Gauge } from "./Gauge";

const TONES: Record<CustomerScore["band"], Tone> = { low: "green", raised: "blue", high: "amber", very_high: "red" };

/** The scores of a customer, each as a gauge with its strongest reasons. */
export function CustomerScores({ customerId }: { customerId: string }) {
  const { t } = useTranslation();
  const sight = useSight();
  const scores = useQuery(getCustomerScoresOptions({ path: { customer_id: customerId } }));
  return (
    <Loaded query={scores} rows={2}>
      {({ items }) =>
        items.length === 0 && sight.level("judgement") !== "readable" ? (
          <PanelNotShown category="judgement" />
        ) : items.length === 0 ? (
          <p className={css.none}>{t("profile.score.none")}</p>
        ) : (
          items.map((score) => <Score key={score.model} score={score} />)
        )
      }
    </Loaded>
  );
}

function Score({ score }: { score: CustomerScore }) {
  const { t } = useTranslation();
  const { percent, say, number } = useFormat();
  const word = useWord();
  const name = say(score.name);
  return (
    <div className={css.score}>
      <div className={css.dial}>
        <Gauge share={score.probability} tone={score.band} text={percent(score.probability)} label={name} />
        <Pill tone={TONES[score.band]}>{word("band", score.band)}</Pill>
      </div>
      <div className={css.about}>
        <h2>{name}</h2>
        <p className={css.horizon}>
          {t("profile.score.horizon", { days: score.horizon_days, percentile: number(Math.round(score.percentile)) })}
        </p>
        <ul>
          {score.reasons.map((reason) => (
            <ReasonLine key={reason.feature} reason={reason} />
          ))}
        </ul>
      </div>
    </div>
  );
}

function ReasonLine({ reason }: { reason: Reason }) {
  const { t } = useTranslation();
  const { number, say } = useFormat();
  const raises = reason.direction === "raises";
  const value = reason.text ?? (reason.number == null ? t("profile.score.unknown") : number(reason.number));
  return (
    <li className={css.reason}>
      <span className={raises ? css.up : css.down} aria-hidden>
        {raises ? "↑" : "↓"}
      </span>
      <span className="visually-hidden">{t(raises ? "profile.score.raises" : "profile.score.lowers")}</span>
      <span>
        {say(reason.name)} <strong>{value}</strong>
        {reason.unit && reason.number != null && ` ${say(reason.unit)}`}
      </span>
    </li>
  );
}
