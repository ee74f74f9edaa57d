import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import type { ModelCard } from "@/api";
import { getModelOptions } from "@/api/@tanstack/react-query.gen";
import { Calibration } from "@/features/scores/Calibration";
import { Candidates } from "@/features/scores/Candidates";
import css from "@/features/scores/ModelCard.module.css";
import { Samples } from "@/features/scores/Samples";
import { Weights } from "@/features/scores/Weights";
import { Figures } from "@/ui/Figures";
import { useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { Pill } from "@/ui/Pill";
import { Loaded, Nothing } from "@/ui/States";

/** The card of a model: how good it is, how honest its probabilities are, what it looks at, what was found suspicious. */
export default function ModelPage() {
  const { t } = useTranslation();
  const { key = "" } = useParams();
  const { say, day } = useFormat();
  const model = useQuery(getModelOptions({ path: { key } }));
  return (
    <Loaded query={model} rows={12}>
      {(card) => (
        <Page
          title={say(card.name)}
          about={[
            t("definitions.models.horizon", { days: card.horizon_days }),
            card.trained_as_of && t("definitions.models.trainedOn", { day: day(card.trained_as_of) }),
          ]
            .filter(Boolean)
            .join(" · ")}
        >
          {card.trained ? (
            <Card card={card} />
          ) : (
            <Nothing title={t("definitions.models.untrained")}>{say(card.reason)}</Nothing>
          )}
        </Page>
      )}
    </Loaded>
  );
}

function Card({ card }: { card: ModelCard }) {
  const { t } = useTranslation();
  const { say } = useFormat();
  return (
    <>
      <Metrics card={card} />
      <Warnings card={card} />
      <div className={css.two}>
        <Panel title={t("definitions.models.calibration")} extra={t("definitions.models.calibrationHint")}>
          <Calibration bins={card.calibration_bins ?? []} />
        </Panel>
        <Panel title={t("definitions.models.features")} flush>
          <Weights features={card.features ?? []} />
        </Panel>
      </div>
      <Panel title={t("definitions.models.candidates")} flush>
        <Candidates candidates={card.candidates ?? []} />
      </Panel>
      <Panel title={t("definitions.models.samples")} flush>
        <Samples samples={card.samples ?? []} />
      </Panel>
      {card.notes && card.notes.length > 0 && (
        <Panel title={t("definitions.models.notes")}>
          <ul className={css.notes}>
            {card.notes.map((note) => (
              <li key={note.en}>{say(note)}</li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

function Metrics({ card }: { card: ModelCard }) {
  const { t } = useTranslation();
  const { number, percent, count } = useFormat();
  const metrics = card.metrics;
  if (!metrics) return null;
  const share = (value: number) => Math.round(value * 1000) / 1000;
  return (
    <Figures
      items={[
        { key: "auc", label: t("definitions.models.auc"), value: share(metrics.auc) },
        { key: "pr", label: t("definitions.models.pr_auc"), value: share(metrics.pr_auc) },
        { key: "lift", label: t("definitions.models.top_decile_lift"), value: number(metrics.top_decile_lift) },
        { key: "brier", label: t("definitions.models.brier"), value: share(metrics.brier) },
        { key: "ece", label: t("definitions.models.ece"), value: percent(metrics.ece) },
        { key: "rows", label: t("definitions.models.testRows"), value: count(metrics.rows) },
      ]}
    />
  );
}

function Warnings({ card }: { card: ModelCard }) {
  const { t } = useTranslation();
  const { say, number } = useFormat();
  const warnings = card.warnings ?? [];
  return (
    <Panel title={t("definitions.models.leaks")}>
      {warnings.length === 0 ? (
        <p className={css.quiet}>{t("definitions.models.noLeaks")}</p>
      ) : (
        <ul className={css.warnings}>
          {warnings.map((warning) => (
            <li key={warning.feature + warning.finding}>
              <Pill tone="red">{say(warning.name)}</Pill>
              <span>{say(warning.says)}</span>
              <span className={css.quiet}>{number(warning.figure)}</span>
            </li>
          ))}
        </ul>
      )}
      {card.never && card.never.length > 0 && (
        <p className={css.quiet}>{t("definitions.models.never", { features: card.never.join(", ") })}</p>
      )}
    </Panel>
  );
}
