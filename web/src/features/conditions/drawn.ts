/** A condition as the API draws it (`docs/reference/condition.schema.json`). */
export type Drawn =
  | { kind: "all" | "any"; parts: Drawn[] }
  | { kind: "not"; part: Drawn }
  | { kind: "compare"; op: Sign; left: Drawn; right: Drawn }
  | { kind: "between"; of: Drawn; low: Drawn; high: Drawn }
  | { kind: "in"; of: Drawn; values: Drawn[] }
  | { kind: "name"; name: string }
  | { kind: "value"; value: number | string | boolean | null }
  | { kind: "written"; type: string; text: string }
  | { kind: "moment"; of: "now" | "today"; minus?: string; plus?: string }
  | { kind: "calculate"; op: string; left: Drawn; right: Drawn }
  | Aggregate
  | { kind: "text"; text: string };

export type Sign = "=" | "!=" | "<" | "<=" | ">" | ">=";
export type Aggregate = {
  kind: "aggregate";
  function: string;
  list: string;
  column?: string;
  where?: Drawn;
  distinct?: boolean;
};

const quoted = (text: string): string => JSON.stringify(text);

/** What is drawn as text of the condition language, with parentheses wherever one may be needed. */
export function textOf(drawn: Drawn): string {
  switch (drawn.kind) {
    case "all":
    case "any":
      return drawn.parts.map((part) => inner(part)).join(drawn.kind === "all" ? " and " : " or ");
    case "not":
      return `not(${textOf(drawn.part)})`;
    case "compare":
    case "calculate":
      return `${inner(drawn.left)} ${drawn.op} ${inner(drawn.right)}`;
    case "between":
      return `${inner(drawn.of)} between ${inner(drawn.low)} and ${inner(drawn.high)}`;
    case "in":
      return `${inner(drawn.of)} in (${drawn.values.map(textOf).join(", ")})`;
    case "name":
      return drawn.name;
    case "value":
      return typeof drawn.value === "string" ? quoted(drawn.value) : String(drawn.value);
    case "written":
      return `${drawn.type}(${quoted(drawn.text)})`;
    case "moment": {
      const length = drawn.minus ?? drawn.plus;
      return length === undefined
        ? `${drawn.of}()`
        : `${drawn.of}() ${drawn.minus === undefined ? "+" : "-"} duration(${quoted(length)})`;
    }
    case "aggregate":
      return aggregateText(drawn);
    case "text":
      return drawn.text;
  }
}

function aggregateText({ function: name, list, column, where, distinct }: Aggregate): string {
  const rows = where ? `${list}[${textOf(where)}]` : list;
  const values = column ? `${rows}.${column}` : rows;
  return `${name}(${distinct ? `distinct values(${values})` : values})`;
}

const ALONE = new Set(["name", "value", "written", "aggregate", "not"]);

function inner(drawn: Drawn): string {
  return ALONE.has(drawn.kind) ? textOf(drawn) : `(${textOf(drawn)})`;
}
