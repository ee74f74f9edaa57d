import { Alert, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { OutcomeFigures, RehearsedRule, RehearsalResult as Result } from "@/api";
import { Figures } from "@/ui/Figures";
import { useFormat } from "@/ui/format";
import css from "./Rehearsal.module.css";
import { RehearsedCustomers } from "./RehearsedCustomers";
import { SideBySide } from "./SideBySide";
import { ThresholdCurve } from "./ThresholdCurve";
import { WeeksChart } from "./WeeksChart";
import { useOutcome, useShareOf } from "./words";

/** What a rehearsal found: figures for one outcome, alerts by the week, thresholds, the published version, customers. */
export function RehearsalResult({ id, result, published }: { id: string; result: Result; published: number | null }) {
  const { t } = useTranslation();
  const { day } = useFormat();
  const outcome = useOutcome();
  const [chosen, setChosen] = useState("left");
  const outcomes = result.draft.outcomes.map((each) => each.outcome);
  return (
    <div className={css.result}>
      <p className={css.note}>
        {t("rehearsal.period", { first: day(result.first), last: day(result.last) })}{" "}
        {result.daily_from ? t("rehearsal.stepDaily", { day: day(result.daily_from) }) : t("rehearsal.stepWeekly")}{" "}
        {t("rehearsal.horizonIs", { count: result.horizon })}
      </p>
      <NotKnownThen result={result} />
      <Segmented
        aria-label={t("rehearsal.outcome")}
        value={chosen}
        onChange={setChosen}
        options={outcomes.map((each) => ({ value: each, label: outcome(each) }))}
      />
      <RuleFigures rule={result.draft} outcome={result.draft.outcomes.find((each) => each.outcome === chosen)} />
      <WeeksChart weeks={result.draft.weeks} outcome={chosen} />
      {result.published && <SideBySide draft={result.draft} published={result.published} version={published} />}
      {result.thresholds.length > 0 && <ThresholdCurve curves={result.thresholds} outcome={chosen} />}
      <RehearsedCustomers id={id} outcome={chosen} key={chosen} />
    </div>
  );
}

/** The facts that the rule asks and the past did not keep: there it asked of nothing. */
function NotKnownThen({ result }: { result: Result }) {
  const { t } = useTranslation();
  const { say } = useFormat();
  if (result.unknown.length === 0) return null;
  const names = result.unknown.map((each) => (each.through ? `${say(each.label)} (${each.through})` : say(each.label)));
  return (
    <Alert
      type="warning"
      showIcon
      title={t("rehearsal.unknown", { names: names.join(t("rehearsal.comma")) })}
      description={t("rehearsal.unknownHint")}
    />
  );
}

/** The figures of the rehearsed rule; a share of few alerts is said to be too few to tell. */
function RuleFigures({ rule, outcome }: { rule: RehearsedRule; outcome: OutcomeFigures | undefined }) {
  const { t } = useTranslation();
  const { count, number, percent, money } = useFormat();
  const shareOf = useShareOf();
  const lead = outcome?.lead_days;
  const items = [
    { key: "alerts", label: t("rehearsal.alerts"), value: count(rule.alerts) },
    { key: "perWeek", label: t("rehearsal.perWeek"), value: number(round(rule.alerts_per_week)) },
    { key: "customers", label: t("rehearsal.customers"), value: count(rule.customers) },
    { key: "hours", label: t("rehearsal.hoursPerWeek"), value: number(round(rule.hours_per_week)) },
    { key: "value", label: t("rehearsal.value"), value: money(Math.round(rule.value)) },
  ];
  const measured = outcome && [
    { key: "precision", label: t("rehearsal.precision"), value: shareOf(outcome.hits, outcome.mature) },
    { key: "chance", label: t("rehearsal.chance"), value: percent(outcome.expected) },
    {
      key: "lift",
      label: t("rehearsal.lift"),
      value: outcome.lift == null || outcome.mature < 10 ? "–" : `${number(round(outcome.lift))}×`,
    },
    {
      key: "lead",
      label: t("rehearsal.lead"),
      value: lead
        ? t("rehearsal.leadDays", { middle: round(lead.middle), low: round(lead.low), high: round(lead.high) })
        : "–",
    },
    { key: "noticed", label: t("rehearsal.noticed"), value: shareOf(outcome.noticed, outcome.happened) },
    { key: "missed", label: t("rehearsal.missed"), value: count(outcome.happened - outcome.noticed) },
  ];
  return (
    <div className={css.figures}>
      <Figures items={items} />
      {measured && <Figures items={measured} />}
      {outcome && (
        <p className={css.note}>
          {t("rehearsal.matureIs", {
            mature: count(outcome.mature),
            all: count(rule.alerts),
            more: count(outcome.hits_so_far),
          })}{" "}
          {outcome.mature === 0 && rule.alerts > 0 && t("rehearsal.shorter")}
        </p>
      )}
    </div>
  );
}

const round = (value: number) => Math.round(value * 10) / 10;
