import { createContext, useContext } from "react";
import type { ConditionName, ConditionNames, ListShape } from "@/api";
import type { Said } from "@/i18n";
import type { Group, Op, Operand, Row, Subject } from "./model";

export type UsedIn = "tag" | "segment" | "rule";

/** What rows may name where they stand: everything of a customer, or the columns of one list. */
export type Scope = { names: ConditionNames; list: ListShape | null; usedIn: UsedIn; disabled: boolean };

/** The tree that a row belongs to, and what is dragged in it. */
export type Tree = {
  root: Group;
  change: (root: Group) => void;
  dragged: string | null;
  drag: (id: string | null) => void;
};

const ScopeContext = createContext<Scope | null>(null);
const TreeContext = createContext<Tree | null>(null);
export const ScopeProvider = ScopeContext.Provider;
export const TreeProvider = TreeContext.Provider;

export function useScope(): Scope {
  const scope = useContext(ScopeContext);
  if (!scope) throw new Error("a part of a condition stands outside of one");
  return scope;
}

export function useTree(): Tree {
  const tree = useContext(TreeContext);
  if (!tree) throw new Error("a part of a condition stands outside of one");
  return tree;
}

/** What is known of a name; undefined for one that is not there. */
export function named({ names, list }: Scope, name: string): ConditionName | undefined {
  if (list) return list.columns.find((column) => column.name === name);
  for (const { items } of names.groups) {
    const found = items.find((item) => item.name === name);
    if (found) return found;
  }
  return undefined;
}

export const listNamed = ({ names }: Scope, name: string): ListShape | undefined =>
  names.lists.find((list) => list.name === name);

/** What a row asks of: its type, unit and values, and the name under which values are looked up in the data. */
export type Asked = {
  type: string;
  unit: Said | null;
  values: ConditionName["values"];
  closed: boolean;
  lookedUp: string | null;
};

const NUMBER: Asked = { type: "number", unit: null, values: [], closed: false, lookedUp: null };

export function askedOf(scope: Scope, subject: Subject | null): Asked {
  if (subject?.of === "aggregate") {
    if (subject.function === "exists") return { ...NUMBER, type: "boolean" };
    const column = listNamed(scope, subject.list)?.columns.find(({ name }) => name === subject.column);
    if (subject.function === "count" || !column) return NUMBER;
    if (["min", "max", "last"].includes(subject.function)) return asked(column, `${subject.list}.${column.name}`);
    return { ...NUMBER, unit: column.unit ?? null };
  }
  const name = subject && named(scope, subject.name);
  if (!name) return { ...NUMBER, type: "any" };
  return asked(name, scope.list ? `${scope.list.name}.${name.name}` : name.name);
}

function asked(name: ConditionName, at: string): Asked {
  const { type, unit, values, closed, seen } = name;
  return { type, unit: unit ?? null, values, closed, lookedUp: type === "string" && seen && !closed ? at : null };
}

export const isTime = (type: string): boolean => type === "date" || type === "date and time";

/** What people choose from; `last` and `ago` are comparisons with a moment, `yes` and `no` conditions by themselves. */
export type Choice = Exclude<Op, "holds"> | "last" | "ago" | "yes" | "no";

export function choicesOf(type: string): Choice[] {
  if (type === "boolean") return ["yes", "no", "known", "unknown"];
  if (type === "string") return ["=", "!=", "in", "known", "unknown"];
  if (isTime(type)) return ["last", "ago", "<", "<=", ">", ">=", "=", "between", "known", "unknown"];
  if (type === "number") return [">", ">=", "<", "<=", "=", "!=", "between", "known", "unknown"];
  return ["=", "!=", "<", "<=", ">", ">=", "known", "unknown"];
}

/** The choice that a row shows. */
export function choiceOf(row: Row, type: string): Choice {
  if (row.op === "holds") return row.negated ? "no" : "yes";
  if (isTime(type) && row.value.of === "moment" && row.value.sign === "minus" && row.value.length) {
    if (row.op === ">" || row.op === ">=") return "last";
    if (row.op === "<" || row.op === "<=") return "ago";
  }
  return row.op;
}

/** A row after a choice: with a value of the kind that it takes, the former one where that is of the kind. */
export function chosen(row: Row, choice: Choice, type: string): Row {
  const negated = row.op === "holds" ? false : row.negated;
  if (choice === "yes" || choice === "no")
    return { ...row, op: "holds", negated: choice === "no", value: { of: "nothing" } };
  if (choice === "last" || choice === "ago")
    return { ...row, negated, op: choice === "last" ? ">" : "<", value: ago(type, row.value) };
  if (choice === "known" || choice === "unknown") return { ...row, negated, op: choice, value: { of: "nothing" } };
  const moved = choiceOf(row, type);
  const kept = moved === "last" || moved === "ago" ? NOTHING : row.value;
  return { ...row, negated, op: choice, value: fitting(choice, type, kept) };
}

const NOTHING: Operand = { of: "nothing" };

const ago = (type: string, value: Operand): Operand => ({
  of: "moment",
  moment: type === "date" ? "today" : "now",
  sign: "minus",
  length: value.of === "moment" && value.length ? value.length : "P30D",
});

function fitting(op: Op, type: string, value: Operand): Operand {
  if (op === "between") {
    if (value.of === "pair") return value;
    const end = value.of === "nothing" ? empty(type) : value;
    return { of: "pair", low: end, high: empty(type) };
  }
  if (op === "in") {
    if (value.of === "strings") return value;
    return { of: "strings", values: value.of === "string" && value.value ? [value.value] : [] };
  }
  if (value.of === "pair") return value.low;
  if (value.of === "strings") return value.values[0] === undefined ? NOTHING : { of: "string", value: value.values[0] };
  return value.of === "nothing" ? empty(type) : value;
}

/** A value of a type that nobody has given yet. */
export function empty(type: string): Operand {
  if (type === "number") return { of: "number", value: null };
  if (type === "boolean") return { of: "boolean", value: true };
  if (isTime(type)) return { of: "date", text: "" };
  return type === "any" ? { of: "text", text: "" } : NOTHING;
}

/** A new row about a subject, with what is asked most often. */
export function rowAbout(scope: Scope, row: Row, subject: Subject): Row {
  const { type } = askedOf(scope, subject);
  if (subject.of === "aggregate" && type === "number")
    return {
      ...row,
      subject,
      op: ">",
      negated: false,
      value: { of: "number", value: subject.function === "count" ? 0 : null },
    };
  const first = choicesOf(type)[0] ?? "=";
  return chosen({ ...row, subject, op: "=", negated: false, value: NOTHING }, first, type);
}
