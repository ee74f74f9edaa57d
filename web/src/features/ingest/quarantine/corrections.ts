import type { FaultShape, QuarantinedRowShape } from "@/api";

export type Cells = Record<string, string | null>;

/**
 * The cells of a row as text: as it was corrected, else as it was delivered. A row that could not be taken apart has
 * the empty cells of `columns`, to be filled in by hand.
 */
export function cellsOf(row: Pick<QuarantinedRowShape, "content" | "correction">, columns: string[]): Cells {
  const empty = Object.fromEntries(columns.map((column) => [column, null]));
  return textsOf({ ...(row.content ?? empty), ...row.correction });
}

/** Values as text; null is nothing. */
export function textsOf(cells: Record<string, unknown> | null): Cells {
  return Object.fromEntries(Object.entries(cells ?? {}).map(([column, value]) => [column, textOf(value)]));
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The cells that are no longer what they were. */
export function changes(before: Cells, after: Cells): Cells {
  return Object.fromEntries(Object.entries(after).filter(([column, value]) => (before[column] ?? null) !== value));
}

/** The fault that one change mends, so that it may mend all rows with that value alike; none where more was changed. */
export function sameFault(faults: FaultShape[], changed: Cells) {
  const [change, ...others] = Object.entries(changed);
  if (!change || others.length > 0) return null;
  const [column, becomes] = change;
  const fault = faults.find(({ field }) => field === column);
  return fault ? { column, reason: fault.reason, value: fault.value, becomes } : null;
}
