import { useTranslation } from "react-i18next";
import type { PairDetail } from "@/api";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import css from "./Waterfall.module.css";

type Step = { key: string; label: string; level?: string; from: number; to: number; total?: boolean };

/** How the match weight comes about: from the prior, by what each comparison adds or takes, to the sum. */
export function Waterfall({ pair }: { pair: PairDetail }) {
  const { t } = useTranslation();
  const { percent } = useFormat();
  const steps = useSteps(pair);
  if (steps.length === 0 || pair.weight === null) return <p className={css.none}>{t("identity.weights.none")}</p>;
  const ends = steps.flatMap(({ from, to }) => [from, to]);
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const place = (value: number) => ((value - low) / (high - low || 1)) * 100;
  return (
    <figure className={css.figure} aria-label={t("identity.weights.title")}>
      <ol>
        {steps.map((step) => (
          <li key={step.key} className={step.total ? css.total : undefined}>
            <span className={css.label}>
              {step.label}
              {step.level && <span className={css.level}>{step.level}</span>}
            </span>
            <span className={css.track} aria-hidden>
              <span className={css.zero} style={{ insetInlineStart: `${place(0)}%` }} />
              <span
                className={`${css.bar} ${step.total ? css.sum : step.to >= step.from ? css.up : css.down}`}
                style={{
                  insetInlineStart: `${place(Math.min(step.from, step.to))}%`,
                  width: `${Math.max(0.5, Math.abs(place(step.to) - place(step.from)))}%`,
                }}
              />
            </span>
            <span className={css.value}>{signed(step.total ? step.to : step.to - step.from)}</span>
          </li>
        ))}
      </ol>
      <figcaption>
        {t("identity.weights.final", { weight: signed(pair.weight), probability: likely(pair.probability, percent) })}
      </figcaption>
    </figure>
  );
}

function useSteps(pair: PairDetail): Step[] {
  const { t } = useTranslation();
  const word = useWord();
  if (pair.prior_weight === null) return [];
  const steps: Step[] = [
    { key: "prior", label: t("identity.weights.prior"), from: 0, to: pair.prior_weight, total: true },
  ];
  let sum = pair.prior_weight;
  for (const bar of pair.bars) {
    const level = word("matchLevel", bar.level);
    steps.push({
      key: bar.comparison,
      label: word("comparison", bar.comparison),
      level,
      from: sum,
      to: sum + bar.weight,
    });
    sum += bar.weight;
  }
  steps.push({ key: "sum", label: t("identity.weights.sum"), from: 0, to: sum, total: true });
  return steps;
}

/** A probability that is never said to be certain. */
const likely = (probability: number | null, percent: (share: number | null) => string): string =>
  probability !== null && probability > 0.999 ? `> ${percent(0.999)}` : percent(probability);

/** A weight with its sign: `+7.2`, `−3.1`. */
export const signed = (weight: number): string => `${weight < 0 ? "−" : "+"}${Math.abs(weight).toFixed(1)}`;
