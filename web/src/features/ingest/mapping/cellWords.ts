import type { TFunction } from "i18next";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { type Cell, columnsOf, partsOf } from "@/features/ingest/draft/draft";

const SHOWN_CODES = 4;

/** A cell in words: first where the value comes from, then what is done with it. */
export function cellWords(cell: Cell, t: TFunction): string[] {
  const parts = partsOf(cell);
  const said = [origin(cell, t)];
  if (parts.prefix || parts.suffix) said.push(`${parts.prefix ?? ""}…${parts.suffix ?? ""}`);
  if (parts.type) said.push(parts.type);
  if (parts.format) said.push([parts.format].flat().join(" | "));
  if (parts.unit && parts.to && parts.unit !== parts.to) said.push(`${parts.unit} → ${parts.to}`);
  const codes = Object.entries(parts.codes ?? {});
  if (codes.length > 0) {
    const first = codes.slice(0, SHOWN_CODES).map(([code, meaning]) => `${code} → ${String(meaning)}`);
    said.push([...first, ...(codes.length > SHOWN_CODES ? ["…"] : [])].join(", "));
  }
  if (parts.time_zone) said.push(parts.time_zone);
  const bounds = [parts.minimum ?? parts.earliest, parts.maximum ?? parts.latest];
  if (bounds.some((bound) => bound !== undefined && bound !== null))
    said.push(bounds.map((bound) => String(bound ?? "…")).join(" – "));
  if (parts.matches) said.push(String(parts.matches));
  if (parts.invalid === "null" || parts.invalid === null) said.push(t("sources.cell.invalidNull"));
  if (parts.told_after_the_fact) said.push(t("sources.cell.afterTheFact"));
  return said;
}

function origin(cell: Cell, t: TFunction): string {
  const parts = partsOf(cell);
  if (parts.value !== undefined) return t("sources.cell.always", { value: String(parts.value) });
  if (parts.feel !== undefined) return String(parts.feel);
  return columnsOf(cell).join(" + ");
}

/** `cellWords` in the language in use. */
export function useCellWords(): (cell: Cell) => string[] {
  const { t } = useTranslation();
  return useCallback((cell) => cellWords(cell, t), [t]);
}
