import { useTranslation } from "react-i18next";
import type { UnusualOut } from "@/api";
import { useFormat } from "@/ui/format";

/** What an episode was, as a plain sentence: who opened how many customers when, and what is usual. */
export function useSentence(): (row: UnusualOut) => string {
  const { t } = useTranslation();
  const { dateTime, time, count } = useFormat();
  return ({ name, kind, began, ended, figures }) => {
    const sameDay = dateTime(began).slice(0, -6) === dateTime(ended).slice(0, -6);
    const said = {
      name,
      from: dateTime(began),
      to: sameDay ? time(ended) : dateTime(ended),
      seen: count(figures.seen),
      usual: count(figures.usual),
    };
    if (kind === "walk") return t(`unusual.walk.${figures.number ?? "customer"}`, said);
    if (kind === "night") return t("unusual.night", { ...said, hours: ranges(figures.usual_hours ?? []) });
    if (kind === "export") return t("unusual.export", { ...said, files: count(figures.of ?? 1) });
    return t(`unusual.volume.${figures.measure ?? "day"}`, said);
  };
}

/** Hours as ranges of the clock: `9:00–18:00`. */
export function ranges(hours: number[]): string {
  const found: [number, number][] = [];
  for (const hour of [...hours].sort((one, other) => one - other)) {
    const last = found.at(-1);
    if (last && last[1] === hour) last[1] = hour + 1;
    else found.push([hour, hour + 1]);
  }
  return found.map(([from, to]) => `${from}:00–${to}:00`).join(", ") || "–";
}
