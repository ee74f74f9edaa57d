import type { Palette } from "@/ui/theme/palette";

/** A quiet axis of names: months, days, bins. */
export function nameAxis(names: string[], colors: Palette) {
  return {
    type: "category" as const,
    data: names,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: colors.lineStrong } },
    axisLabel: { color: colors.ink3, fontSize: 11, hideOverlap: true },
  };
}

/** A quiet axis of figures, written by `write`. */
export function figureAxis(write: (value: number) => string, colors: Palette) {
  return {
    type: "value" as const,
    splitNumber: 3,
    splitLine: { lineStyle: { color: colors.line } },
    axisLabel: { color: colors.ink3, fontSize: 11, formatter: write },
  };
}
