import type { FieldShape, SampleColumn, SuggestionShape } from "@/api";

export type Text = { zh: string; en: string };
export type Constant = string | number | boolean;

/** How one field is read, as a definition writes it; plain text is the name of a column. */
export type CellParts = {
  column?: string;
  value?: Constant;
  join?: string[];
  with?: string;
  prefix?: string;
  suffix?: string;
  codes?: Record<string, Constant>;
  unknown?: "reject" | "null" | "keep" | null;
  type?: string;
  format?: string | string[];
  time_zone?: string;
  unit?: string;
  to?: string;
  invalid?: "reject" | "null" | null;
  [more: string]: unknown;
};
export type Cell = string | CellParts;

export type RecordDraft = {
  record: string;
  key: string[];
  map: Record<string, Cell>;
  require?: string[];
  part?: string;
  characteristics?: Record<string, Cell>;
  [more: string]: unknown;
};

export type CheckDraft = { check: string; verdict?: "warn" | "quarantine"; name?: string; [more: string]: unknown };

export type Where = {
  connection?: string;
  files?: string;
  query?: { sql: string; cursor?: string; start?: string | number; overlap?: string | number };
  rest?: {
    path: string;
    data_selector?: string;
    cursor?: string;
    cursor_param?: string;
    start?: string | number;
    paginator?: string | Record<string, unknown>;
    [more: string]: unknown;
  };
  events?: Record<string, unknown>;
  topic?: { name: string; [more: string]: unknown };
};

/** A source as its definition writes it; what the screen does not know is kept as it is. */
export type SourceBody = {
  key: string;
  name: Text;
  system: string;
  where: Where;
  format: Record<string, unknown>;
  records: RecordDraft[];
  checks?: CheckDraft[];
  drift?: Record<string, string>;
  expected_every?: string;
  fetch_every?: string;
  empty?: string[];
  rejected_share_limit?: number;
  time_zone?: string;
  collected_for?: string[];
  [more: string]: unknown;
};

export const EMPTY_BODY: SourceBody = {
  key: "",
  name: { zh: "", en: "" },
  system: "",
  where: {},
  format: {},
  records: [],
};

/** The cell as an object, whatever its form. */
export const partsOf = (cell: Cell): CellParts => (typeof cell === "string" ? { column: cell } : cell);

/** The shortest way to write a cell: nothing that says nothing, and the plain name where no more is left. */
export function compact(parts: CellParts): Cell {
  const said = Object.entries(parts).filter(
    ([, value]) =>
      value !== undefined &&
      value !== "" &&
      !(Array.isArray(value) && value.length === 0) &&
      !(typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0),
  );
  const kept = Object.fromEntries(said) as CellParts;
  return said.length === 1 && kept.column !== undefined ? kept.column : kept;
}

/** The columns that a cell reads. */
export function columnsOf(cell: Cell): string[] {
  const { column, join, inputs } = partsOf(cell);
  if (column !== undefined) return [column];
  if (join) return join;
  return inputs && typeof inputs === "object" ? Object.values(inputs).flatMap((each) => columnsOf(each as Cell)) : [];
}

/** Where each column goes: the fields it is read for, by column. */
export function uses(records: RecordDraft[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { record, map, characteristics } of records)
    for (const [field, cell] of [...Object.entries(map), ...Object.entries(characteristics ?? {})])
      for (const column of columnsOf(cell)) found.set(column, [...(found.get(column) ?? []), `${record}.${field}`]);
  return found;
}

/**
 * The record with a column put onto a field: what a suggestion knows of the pair, else the column as it is, with the
 * format in which its dates seem to be written where the field is one.
 */
export function placed(
  record: RecordDraft,
  field: Pick<FieldShape, "name" | "type">,
  column: Pick<SampleColumn, "name" | "format">,
  suggestions: SuggestionShape[] = [],
): RecordDraft {
  const known = suggestions.find((each) => each.record === record.record)?.map[field.name] as Cell | undefined;
  const isTime = field.type === "date" || field.type === "timestamp";
  const plain = compact({ column: column.name, format: isTime ? (column.format ?? undefined) : undefined });
  const cell = known !== undefined && String(columnsOf(known)) === column.name ? known : plain;
  return { ...record, map: { ...record.map, [field.name]: cell } };
}

/** The record with a field's cell changed, or without it. */
export function withCell(record: RecordDraft, field: string, cell: Cell | null): RecordDraft {
  const { [field]: _, ...map } = record.map;
  if (cell === null) return { ...record, map, require: record.require?.filter((name) => name !== field) };
  return { ...record, map: { ...record.map, [field]: cell } };
}

/** The record with a field required, or not any more. */
export function withRequired(record: RecordDraft, field: string, required: boolean): RecordDraft {
  const rest = (record.require ?? []).filter((name) => name !== field);
  return { ...record, require: required ? [...rest, field] : rest };
}

/** A new record of a kind: as it is suggested for the sample, else empty. */
export function newRecord(kind: string, suggestions: SuggestionShape[]): RecordDraft {
  const found = suggestions.find((each) => each.record === kind);
  return found
    ? { record: kind, key: [...found.key], map: { ...found.map } as Record<string, Cell> }
    : { record: kind, key: [], map: {} };
}

/** The draft with what it lacks of a whole definition filled in, so that its mapping can be tried before it has a name. */
export function triable(body: SourceBody, fileName: string): SourceBody {
  const where = Object.keys(body.where).length > 0 ? body.where : { files: fileName.replaceAll(/[/\\:]/g, "_") };
  return {
    ...body,
    key: body.key || "draft.sample",
    system: body.system || "draft",
    name: { zh: body.name.zh || "–", en: body.name.en || "–" },
    where,
  };
}

/** A name for files like this one: digits that may be a day or a number become a star. */
export function patternOf(fileName: string): string {
  const plain = fileName.replace(/\.(gz|zip)$/i, "");
  return plain.replaceAll(/[/\\:]/g, "_").replaceAll(/\d[\d_-]*\d|\d/g, "*");
}

/** What is fetched, by the name of its table or the last word of its path; undefined for files. */
export function nameIn(where: Where): string | undefined {
  const path = where.rest?.path.split(/[?#]/)[0];
  const found = where.query ? /\bfrom\s+([\w."`[\]]+)/i.exec(where.query.sql)?.[1] : path;
  return found
    ?.replaceAll(/["`[\]]/g, "")
    .split(/[./]/)
    .filter(Boolean)
    .at(-1);
}

/** A glob for files like this one, in its own folder below a connection's. */
export function patternBelow(path: string): string {
  const at = path.lastIndexOf("/") + 1;
  return path.slice(0, at) + patternOf(path.slice(at));
}

/** A key from words: lower case and `_`, without the day or number at the end; no Latin letters give nothing. */
export function keyOf(words: string): string {
  return words
    .replace(/(\.[a-z]\w*)+$/i, "")
    .replace(/[\d\s_-]+$/, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^[^a-z]+|_+$/g, "");
}
