import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { WeekFigures } from "@/api";
import { figureAxis, nameAxis } from "@/ui/chart/axes";
import { Chart, type ChartOption } from "@/ui/chart/Chart";
import { useFormat } from "@/ui/format";
import type { Palette } from "@/ui/theme/palette";
import css from "./Rehearsal.module.css";
import { useOutcome } from "./words";

/** Alerts by the week: those that the outcome followed, those that it did not, and those of which it is not known yet. */
export function WeeksChart({ weeks, outcome }: { weeks: WeekFigures[]; outcome: string }) {
  const { t } = useTranslation();
  const { dayOfYear, count } = useFormat();
  const name = useOutcome()(outcome);
  const draw = useCallback(
    (colors: Palette): ChartOption => {
      const names = [t("rehearsal.followed", { outcome: name }), t("rehearsal.notFollowed"), t("rehearsal.notYet")];
      const fills = [colors.red, colors.lineStrong, colors.sunken];
      const parts = weeks.map((week) => {
        const hit = week.followed[outcome] ?? 0;
        return week.mature ? [hit, week.alerts - hit, 0] : [hit, 0, week.alerts - hit];
      });
      return {
        legend: { top: 0, itemWidth: 10, itemHeight: 10, textStyle: { color: colors.ink2, fontSize: 11 } },
        xAxis: nameAxis(
          weeks.map((week) => dayOfYear(week.ends_on)),
          colors,
        ),
        yAxis: { ...figureAxis(count, colors), minInterval: 1 },
        series: names.map((each, place) => ({
          type: "bar",
          name: each,
          stack: "alerts",
          data: parts.map((part) => part[place] ?? 0),
          itemStyle: { color: fills[place], borderColor: colors.lineStrong, borderWidth: place === 2 ? 1 : 0 },
          barCategoryGap: "25%",
        })),
      };
    },
    [weeks, outcome, name, dayOfYear, count, t],
  );
  return (
    <figure className={css.chart}>
      <figcaption>{t("rehearsal.weeks")}</figcaption>
      <Chart label={t("rehearsal.weeks")} height={220} draw={draw} />
    </figure>
  );
}
