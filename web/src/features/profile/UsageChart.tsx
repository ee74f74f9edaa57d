import { Segmented } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Usage, UsageDay, UsageMonth } from "@/api";
import { PanelNotShown } from "@/features/access/sight/NotShown";
import { useSight } from "@/features/access/sight/sight";
import { figureAxis, nameAxis } from "@/ui/chart/axes";
import { Chart, type ChartOption } from "@/ui/chart/Chart";
import { useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { Nothing } from "@/ui/States";
import type { Palette } from "@/ui/theme/palette";
import css from "./Bills.module.css";

const MEASURES = ["data_mb", "voice_minutes", "sms", "roaming_mb", "dropped_calls"] as const;
type Measure = (typeof MEASURES)[number];
type Grain = "days" | "months";

/** Use of all lines together, by day or by month, one measure at a time. */
export function UsageChart({ usage }: { usage: Usage }) {
  const { t } = useTranslation();
  const sight = useSight();
  const [grain, setGrain] = useState<Grain>(usage.days.length > 0 ? "days" : "months");
  const used = MEASURES.filter((key) => [...usage.days, ...usage.months].some((row) => (row[key] ?? 0) !== 0));
  const [chosen, setMeasure] = useState<Measure>("data_mb");
  const measure = used.includes(chosen) ? chosen : (used[0] ?? "data_mb");
  const grains = (["days", "months"] as const).filter((key) => usage[key].length > 0);
  const switches = used.length > 0 && (
    <>
      <Segmented<Measure>
        size="small"
        aria-label={t("profile.usage.measure")}
        value={measure}
        onChange={setMeasure}
        options={used.map((key) => ({ value: key, label: t(`profile.usage.${key}`) }))}
      />
      {grains.length > 1 && (
        <Segmented<Grain>
          size="small"
          aria-label={t("profile.usage.grain")}
          value={grain}
          onChange={setGrain}
          options={grains.map((key) => ({ value: key, label: t(`profile.usage.${key}`) }))}
        />
      )}
    </>
  );
  return (
    <Panel title={t("profile.usage.title")} extra={switches} flush>
      {used.length === 0 && sight.level("usage") !== "readable" ? (
        <PanelNotShown category="usage" />
      ) : used.length === 0 ? (
        <Nothing title={t("profile.usage.none")} />
      ) : (
        <div className={css.chart}>
          <Drawn usage={usage} grain={grain} measure={measure} />
        </div>
      )}
    </Panel>
  );
}

function Drawn({ usage, grain, measure }: { usage: Usage; grain: Grain; measure: Measure }) {
  const { t } = useTranslation();
  const { data, number, dayOfYear, month } = useFormat();
  const draw = useMemo(() => {
    const write = measure.endsWith("_mb") ? data : number;
    const rows: (UsageDay | UsageMonth)[] = usage[grain];
    const names = rows.map((row) => ("day" in row ? dayOfYear(row.day) : month(row.month)));
    const values = rows.map((row) => row[measure] ?? 0);
    return (colors: Palette): ChartOption => ({
      grid: { left: 4, right: 14, top: 14, bottom: 2, outerBoundsMode: "same" },
      tooltip: { valueFormatter: (value) => write(Number(value)) },
      xAxis: nameAxis(names, colors),
      yAxis: figureAxis((value) => write(value), colors),
      series: [
        {
          type: "bar",
          name: t(`profile.usage.${measure}`),
          data: values,
          barMaxWidth: 18,
          itemStyle: { color: measure === "dropped_calls" ? colors.red : colors.blue, borderRadius: [2, 2, 0, 0] },
        },
      ],
    });
  }, [usage, grain, measure, t, data, number, dayOfYear, month]);
  return (
    <Chart label={t("profile.usage.chart", { measure: t(`profile.usage.${measure}`) })} height={285} draw={draw} />
  );
}
