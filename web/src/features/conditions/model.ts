import type { Aggregate, Drawn, Sign } from "./drawn";

/** What the builder shows and changes: groups of rows, each with an id of its own. Rows may be unfinished. */
export type Group = { id: string; type: "group"; join: "all" | "any"; negated: boolean; items: Item[] };
export type Row = { id: string; type: "row"; negated: boolean; subject: Subject | null; op: Op; value: Operand };
/** A part that the builder cannot draw, as text. */
export type Text = { id: string; type: "text"; negated: boolean; text: string };
export type Item = Group | Row | Text;

export type Facts = {
  of: "aggregate";
  function: string;
  list: string;
  column: string | null;
  distinct: boolean;
  where: Group;
};
export type Subject = { of: "name"; name: string } | Facts;

export type Op = Sign | "between" | "in" | "known" | "unknown" | "holds";

export type Operand =
  | { of: "nothing" }
  | { of: "number"; value: number | null }
  | { of: "string"; value: string }
  | { of: "strings"; values: string[] }
  | { of: "boolean"; value: boolean }
  | { of: "date"; text: string }
  | { of: "moment"; moment: "now" | "today"; sign: "minus" | "plus"; length: string }
  | { of: "name"; name: string }
  | { of: "share"; factor: number | null; name: string }
  | { of: "text"; text: string }
  | { of: "pair"; low: Operand; high: Operand };

let last = 0;
/** An id that no other part of any tree has. */
export const newId = (): string => `part-${++last}`;

export const emptyGroup = (items: Item[] = []): Group => ({
  id: newId(),
  type: "group",
  join: "all",
  negated: false,
  items,
});

export const emptyRow = (): Row => ({
  id: newId(),
  type: "row",
  negated: false,
  subject: null,
  op: "=",
  value: { of: "nothing" },
});

/** The facts of a list, all of them, counted. */
export const countOf = (list: string): Facts => ({
  of: "aggregate",
  function: "count",
  list,
  column: null,
  distinct: false,
  where: emptyGroup(),
});

/** Whether a length of time is a whole number of one unit, such as `P30D`; which and how many. */
export function lengthOf(text: string): { count: number; unit: Unit } | null {
  const found = /^P(?:(\d+)([DMY])|T(\d+)H)$/.exec(text);
  if (!found) return null;
  const [, count, unit, hours] = found;
  return hours ? { count: Number(hours), unit: "H" } : { count: Number(count), unit: unit as Unit };
}

export type Unit = "H" | "D" | "M" | "Y";
export const lengthText = (count: number, unit: Unit): string => (unit === "H" ? `PT${count}H` : `P${count}${unit}`);

/** Whether nothing is missing in a part and all that is in it. */
export function isWhole(item: Item): boolean {
  if (item.type === "group") return item.items.length > 0 && item.items.every(isWhole);
  if (item.type === "text") return item.text.trim() !== "";
  return item.subject !== null && subjectIsWhole(item.subject) && operandIsWhole(item.op, item.value);
}

function subjectIsWhole(subject: Subject): boolean {
  if (subject.of === "name") return true;
  const counts = subject.function === "count" && !subject.distinct;
  return (counts || subject.function === "exists" || subject.column !== null) && subject.where.items.every(isWhole);
}

function operandIsWhole(op: Op, value: Operand): boolean {
  if (op === "known" || op === "unknown" || op === "holds") return true;
  switch (value.of) {
    case "nothing":
      return false;
    case "number":
      return value.value !== null;
    case "string":
      return true;
    case "strings":
      return value.values.length > 0;
    case "date":
    case "text":
      return value.text.trim() !== "";
    case "share":
      return value.factor !== null && value.name !== "";
    case "name":
      return value.name !== "";
    case "pair":
      return operandIsWhole("=", value.low) && operandIsWhole("=", value.high);
  }
  return true;
}

/** What is drawn of a tree: whole parts only; null where there is none. */
export function drawnOf(item: Item): Drawn | null {
  const drawn = item.type === "group" ? groupDrawn(item) : item.type === "text" ? textDrawn(item.text) : rowDrawn(item);
  return drawn && item.negated ? { kind: "not", part: drawn } : drawn;
}

const textDrawn = (text: string): Drawn | null => (text.trim() ? { kind: "text", text: text.trim() } : null);

function groupDrawn(group: Group): Drawn | null {
  const parts = group.items.map(drawnOf).filter((part) => part !== null);
  if (parts.length < 2) return parts[0] ?? null;
  return { kind: group.join, parts };
}

function rowDrawn(row: Row): Drawn | null {
  if (!row.subject || !isWhole(row)) return null;
  const of = subjectDrawn(row.subject);
  const unknown: Drawn = { kind: "value", value: null };
  switch (row.op) {
    case "holds":
      return of;
    case "known":
      return { kind: "compare", op: "!=", left: of, right: unknown };
    case "unknown":
      return { kind: "compare", op: "=", left: of, right: unknown };
    case "in":
      return row.value.of === "strings"
        ? { kind: "in", of, values: row.value.values.map((value) => ({ kind: "value", value })) }
        : null;
    case "between":
      return row.value.of === "pair"
        ? { kind: "between", of, low: operandDrawn(row.value.low), high: operandDrawn(row.value.high) }
        : null;
  }
  return { kind: "compare", op: row.op, left: of, right: operandDrawn(row.value) };
}

function subjectDrawn(subject: Subject): Drawn {
  if (subject.of === "name") return { kind: "name", name: subject.name };
  const where = groupDrawn(subject.where);
  const drawn: Aggregate = { kind: "aggregate", function: subject.function, list: subject.list };
  if (subject.distinct) drawn.distinct = true;
  if (where) drawn.where = subject.where.negated ? { kind: "not", part: where } : where;
  if (subject.column !== null) drawn.column = subject.column;
  return drawn;
}

function operandDrawn(value: Operand): Drawn {
  switch (value.of) {
    case "number":
    case "string":
    case "boolean":
      return { kind: "value", value: value.value };
    case "date":
      return { kind: "written", type: "date", text: value.text };
    case "moment":
      return value.length
        ? { kind: "moment", of: value.moment, [value.sign]: value.length }
        : { kind: "moment", of: value.moment };
    case "name":
      return { kind: "name", name: value.name };
    case "share":
      return {
        kind: "calculate",
        op: "*",
        left: { kind: "value", value: value.factor },
        right: { kind: "name", name: value.name },
      };
    case "text":
      return { kind: "text", text: value.text };
  }
  return { kind: "value", value: null };
}
