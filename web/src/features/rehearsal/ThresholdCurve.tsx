import { Segmented, Slider } from "antd";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ThresholdCurve as Curve, OutcomeFigures, ThresholdStep } from "@/api";
import { figureAxis, nameAxis } from "@/ui/chart/axes";
import { Chart, type ChartOption } from "@/ui/chart/Chart";
import { Figures } from "@/ui/Figures";
import { useFormat } from "@/ui/format";
import type { Palette } from "@/ui/theme/palette";
import css from "./Rehearsal.module.css";
import { useShareOf } from "./words";

/** The effect of moving a number of the condition; the number is chosen with a slider. */
export function ThresholdCurve({ curves, outcome }: { curves: Curve[]; outcome: string }) {
  const { t } = useTranslation();
  const { say, number } = useFormat();
  const [place, setPlace] = useState(0);
  const curve = curves[place] ?? curves[0];
  if (!curve) return null;
  return (
    <section className={css.part}>
      <h3>{t("rehearsal.thresholds")}</h3>
      {curves.length > 1 && (
        <Segmented
          aria-label={t("rehearsal.which")}
          value={place}
          onChange={setPlace}
          options={curves.map((each, at) => ({ value: at, label: number(each.number) }))}
        />
      )}
      <p className={css.note}>{t("rehearsal.moved", { number: number(curve.number), part: say(curve.sentence) })}</p>
      <OneCurve key={`${place} ${outcome}`} curve={curve} outcome={outcome} />
    </section>
  );
}

const of = (step: ThresholdStep, outcome: string): OutcomeFigures | undefined =>
  step.outcomes.find((each) => each.outcome === outcome);

function OneCurve({ curve, outcome }: { curve: Curve; outcome: string }) {
  const { t } = useTranslation();
  const { number, count } = useFormat();
  const shareOf = useShareOf();
  const now = curve.steps.findIndex((step) => step.number === curve.number);
  const [at, setAt] = useState(Math.max(0, now));
  const step = curve.steps[at];
  const draw = useDrawing(curve, outcome, at);
  const figures = step && of(step, outcome);
  return (
    <>
      <Chart label={t("rehearsal.thresholds")} height={210} draw={draw} />
      <Slider
        className={css.slider}
        min={0}
        max={curve.steps.length - 1}
        value={at}
        onChange={setAt}
        ariaLabelForHandle={t("rehearsal.chosenNumber")}
        tooltip={{ formatter: (place) => number(curve.steps[place ?? 0]?.number) }}
      />
      {step && figures && (
        <Figures
          items={[
            {
              key: "number",
              label: t("rehearsal.chosenNumber"),
              value: at === now ? t("rehearsal.asNow", { number: number(step.number) }) : number(step.number),
            },
            { key: "alerts", label: t("rehearsal.alerts"), value: count(step.alerts) },
            { key: "precision", label: t("rehearsal.precision"), value: shareOf(figures.hits, figures.mature) },
            { key: "noticed", label: t("rehearsal.noticed"), value: shareOf(figures.noticed, figures.happened) },
          ]}
        />
      )}
    </>
  );
}

/** Alerts as bars, precision and the share of noticed as lines; the chosen number stands out. */
function useDrawing(curve: Curve, outcome: string, at: number) {
  const { t } = useTranslation();
  const { number, count, percent } = useFormat();
  return useCallback(
    (colors: Palette): ChartOption => {
      const line = (name: string, color: string, value: (figures: OutcomeFigures) => number | null) => ({
        type: "line" as const,
        name,
        yAxisIndex: 1,
        symbolSize: 6,
        itemStyle: { color },
        data: curve.steps.map((step) => {
          const figures = of(step, outcome);
          return figures ? value(figures) : null;
        }),
      });
      return {
        legend: { top: 0, itemWidth: 10, itemHeight: 10, textStyle: { color: colors.ink2, fontSize: 11 } },
        xAxis: nameAxis(
          curve.steps.map((step) => number(step.number)),
          colors,
        ),
        yAxis: [
          { ...figureAxis(count, colors), minInterval: 1 },
          { ...figureAxis(percent, colors), min: 0, splitLine: { show: false } },
        ],
        series: [
          {
            type: "bar",
            name: t("rehearsal.alerts"),
            itemStyle: { color: colors.brand },
            data: curve.steps.map((step, place) => ({
              value: step.alerts,
              itemStyle: { color: place === at ? colors.brand : colors.brandSoft },
            })),
          },
          line(t("rehearsal.precision"), colors.red, (figures) => figures.precision),
          line(t("rehearsal.noticed"), colors.blue, (figures) => figures.recall),
        ],
      };
    },
    [curve, outcome, at, t, number, count, percent],
  );
}
