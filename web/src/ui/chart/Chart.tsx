import type { BarSeriesOption, LineSeriesOption } from "echarts/charts";
import type { GridComponentOption, LegendComponentOption, TooltipComponentOption } from "echarts/components";
import type { ComposeOption } from "echarts/core";
import { useEffect, useRef } from "react";
import { FONT } from "@/ui/theme/antd";
import type { Palette } from "@/ui/theme/palette";
import { useTheme } from "@/ui/theme/ThemeMode";

export type ChartOption = ComposeOption<
  BarSeriesOption | LineSeriesOption | GridComponentOption | LegendComponentOption | TooltipComponentOption
>;

type Props = {
  /** What the chart says, for who cannot see it. */
  label: string;
  height: number;
  /** The drawing in the colours of the theme in force. */
  draw: (colors: Palette) => ChartOption;
};

/** What every chart shares: quiet axes, our type, a tooltip that needs no HTML (the CSP refuses styles in it). */
function dressed(option: ChartOption, colors: Palette): ChartOption {
  return {
    animationDuration: 250,
    textStyle: { fontFamily: FONT, color: colors.ink2 },
    grid: { left: 4, right: 14, top: 28, bottom: 2, outerBoundsMode: "same" },
    ...option,
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      confine: true,
      backgroundColor: colors.surface,
      borderColor: colors.line,
      textStyle: { color: colors.ink, fontFamily: FONT, fontSize: 12 },
      axisPointer: { type: "shadow", shadowStyle: { color: colors.ink, opacity: 0.05 } },
      ...option.tooltip,
    } as TooltipComponentOption,
  };
}

/** A chart; the library behind it is fetched when the first one is shown. */
export function Chart({ label, height, draw }: Props) {
  const { colors } = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof import("./echarts")["init"]> | null>(null);
  useEffect(() => {
    const element = box.current;
    let gone = false;
    let watch: ResizeObserver | undefined;
    void import("./echarts").then(({ init }) => {
      if (gone || !element) return;
      chart.current ??= init(element);
      chart.current.setOption(dressed(draw(colors), colors), { notMerge: true });
      watch = new ResizeObserver(() => chart.current?.resize());
      watch.observe(element);
    });
    return () => {
      gone = true;
      watch?.disconnect();
    };
  }, [draw, colors]);
  useEffect(
    () => () => {
      chart.current?.dispose();
      chart.current = null;
    },
    [],
  );
  return <div ref={box} role="img" aria-label={label} style={{ height }} />;
}
