import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { CalibrationBin } from "@/api";
import { figureAxis, nameAxis } from "@/ui/chart/axes";
import { Chart, type ChartOption } from "@/ui/chart/Chart";
import { useFormat } from "@/ui/format";
import { Nothing } from "@/ui/States";
import type { Palette } from "@/ui/theme/palette";

/** What the model said against what happened, tenth by tenth: the closer the two, the more honest the probability. */
export function Calibration({ bins }: { bins: CalibrationBin[] }) {
  const { t } = useTranslation();
  const { percent } = useFormat();
  const draw = useMemo(
    () =>
      (colors: Palette): ChartOption => ({
        legend: {
          top: 0,
          left: 0,
          itemWidth: 10,
          itemHeight: 10,
          icon: "roundRect",
          textStyle: { color: colors.ink2, fontSize: 12 },
        },
        tooltip: { valueFormatter: (value) => percent(Number(value)) },
        xAxis: nameAxis(
          bins.map((_, at) => `${at + 1}`),
          colors,
        ),
        yAxis: figureAxis((value) => percent(value), colors),
        series: [
          {
            type: "bar",
            name: t("definitions.models.happened"),
            data: bins.map((bin) => bin.happened),
            barMaxWidth: 22,
            itemStyle: { color: colors.brand, borderRadius: [2, 2, 0, 0] },
          },
          {
            type: "line",
            name: t("definitions.models.said"),
            data: bins.map((bin) => bin.said),
            symbolSize: 7,
            lineStyle: { color: colors.amber, width: 2 },
            itemStyle: { color: colors.amber },
          },
        ],
      }),
    [bins, t, percent],
  );
  if (bins.length === 0) return <Nothing title={t("definitions.models.noBins")} />;
  return <Chart label={t("definitions.models.calibrationChart")} height={280} draw={draw} />;
}
