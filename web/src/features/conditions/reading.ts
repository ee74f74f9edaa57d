import { type Aggregate, type Drawn, textOf } from "./drawn";
import { emptyGroup, type Group, type Item, newId, type Operand, type Row, type Subject } from "./model";

/** The tree that shows what is drawn; always a group, as something can be added to it. */
export function treeOf(drawn: Drawn | null): Group {
  if (drawn === null) return emptyGroup();
  const item = itemOf(drawn);
  return item.type === "group" ? item : emptyGroup([item]);
}

function itemOf(drawn: Drawn): Item {
  switch (drawn.kind) {
    case "all":
    case "any":
      return { ...emptyGroup(drawn.parts.map(itemOf)), join: drawn.kind };
    case "not": {
      const item = itemOf(drawn.part);
      return item.negated ? { ...emptyGroup([item]), negated: true } : { ...item, negated: true };
    }
  }
  return rowOf(drawn) ?? { id: newId(), type: "text", negated: false, text: textOf(drawn) };
}

function rowOf(drawn: Drawn): Row | null {
  const row = (of: Drawn, rest: Pick<Row, "op" | "value"> | null): Row | null => {
    const subject = subjectOf(of);
    return subject && rest && { id: newId(), type: "row", negated: false, subject, ...rest };
  };
  switch (drawn.kind) {
    case "name":
    case "aggregate":
      return row(drawn, { op: "holds", value: { of: "nothing" } });
    case "compare": {
      const { op, left, right } = drawn;
      if (right.kind === "value" && right.value === null)
        return op === "=" || op === "!="
          ? row(left, { op: op === "=" ? "unknown" : "known", value: { of: "nothing" } })
          : null;
      return row(left, { op, value: operandOf(right) });
    }
    case "between":
      return row(drawn.of, {
        op: "between",
        value: { of: "pair", low: operandOf(drawn.low), high: operandOf(drawn.high) },
      });
    case "in": {
      const values = drawn.values.map((value) => (value.kind === "value" ? value.value : null));
      const texts = values.filter((value) => typeof value === "string");
      return texts.length === values.length
        ? row(drawn.of, { op: "in", value: { of: "strings", values: texts } })
        : null;
    }
  }
  return null;
}

function subjectOf(drawn: Drawn): Subject | null {
  if (drawn.kind === "name") return { of: "name", name: drawn.name };
  return drawn.kind === "aggregate" ? factsOf(drawn) : null;
}

function factsOf({ function: name, list, column, where, distinct }: Aggregate): Subject {
  return {
    of: "aggregate",
    function: name,
    list,
    column: column ?? null,
    distinct: distinct ?? false,
    where: treeOf(where ?? null),
  };
}

function operandOf(drawn: Drawn): Operand {
  switch (drawn.kind) {
    case "value": {
      const { value } = drawn;
      if (typeof value === "number") return { of: "number", value };
      if (typeof value === "string") return { of: "string", value };
      if (typeof value === "boolean") return { of: "boolean", value };
      break;
    }
    case "written":
      if (drawn.type === "date") return { of: "date", text: drawn.text };
      break;
    case "moment":
      return {
        of: "moment",
        moment: drawn.of,
        sign: drawn.plus === undefined ? "minus" : "plus",
        length: drawn.minus ?? drawn.plus ?? "",
      };
    case "name":
      return { of: "name", name: drawn.name };
    case "calculate":
      if (
        drawn.op === "*" &&
        drawn.left.kind === "value" &&
        typeof drawn.left.value === "number" &&
        drawn.right.kind === "name"
      )
        return { of: "share", factor: drawn.left.value, name: drawn.right.name };
  }
  return { of: "text", text: textOf(drawn) };
}
