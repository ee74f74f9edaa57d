import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { getRulePracticeOptions } from "@/api/@tanstack/react-query.gen";
import { Figures } from "@/ui/Figures";
import { useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { Loaded, Nothing } from "@/ui/States";
import css from "./Rehearsal.module.css";
import { WeeksChart } from "./WeeksChart";
import { useOutcome, useShareOf } from "./words";

/** What a published rule did: its alerts by the week, and how many of those that are old enough came true. */
export function PracticePanel({ rule }: { rule: string }) {
  const { t } = useTranslation();
  const { count, number } = useFormat();
  const outcome = useOutcome();
  const shareOf = useShareOf();
  const [chosen, setChosen] = useState("left");
  const practice = useQuery(getRulePracticeOptions({ query: { rule } }));
  return (
    <Panel title={t("rehearsal.practice")}>
      <Loaded query={practice} rows={4}>
        {({ weeks, outcomes, alerts, hours }) => {
          const figures = outcomes.find((each) => each.outcome === chosen);
          if (!figures) return <Nothing title={t("rehearsal.noAlerts")} />;
          return (
            <div className={css.result}>
              <Segmented
                aria-label={t("rehearsal.outcome")}
                value={chosen}
                onChange={setChosen}
                options={outcomes.map((each) => ({ value: each.outcome, label: outcome(each.outcome) }))}
              />
              <Figures
                items={[
                  { key: "alerts", label: t("rehearsal.alerts"), value: count(alerts) },
                  { key: "hours", label: t("rehearsal.hours"), value: number(Math.round(hours * 10) / 10) },
                  {
                    key: "precision",
                    label: t("rehearsal.precision"),
                    value: shareOf(figures.hits, figures.mature),
                  },
                  { key: "soFar", label: t("rehearsal.soFar"), value: count(figures.hits_so_far) },
                ]}
              />
              <WeeksChart weeks={weeks} outcome={chosen} />
            </div>
          );
        }}
      </Loaded>
    </Panel>
  );
}
