import type { TableShape } from "@/api";
import type { Where } from "@/features/ingest/draft/draft";

export type Query = NonNullable<Where["query"]>;

const NUMBER = /int|numeric|decimal|number|float|double|real|serial/i;
const LONG_AGO = "1970-01-01";

/** A column's name as the database of the URL wants it: oracle folds names, mysql has quotes of its own. */
export function quoted(name: string, url: string): string {
  if (/^oracle:/.test(url) && /^[a-z]\w*$/.test(name)) return name;
  return /^(mysql|mariadb):/.test(url) ? `\`${name.replaceAll("`", "``")}\`` : `"${name.replaceAll('"', '""')}"`;
}

/** Whether the statement is one that the screen wrote for this table, so that it may be written anew. */
export const reads = (table: TableShape, sql: string): boolean => sql === table.sql || sql.startsWith(`${table.sql} `);

/** The statement for all rows of a table, in the order of its key, so that an unchanged table gives the same bytes. */
export function wholeTable(table: TableShape, url: string): Query {
  const key = table.columns.filter((column) => column.key).map(({ name }) => quoted(name, url));
  return { sql: key.length > 0 ? `${table.sql} order by ${key.join(", ")}` : table.sql };
}

/** The query with a column that tells what is new, or without one; a statement by hand keeps its words. */
export function withCursor(query: Query, cursor: string, table: TableShape | undefined, url: string): Query {
  const { cursor: _, start, ...rest } = query;
  if (!cursor) return table ? { ...rest, ...wholeTable(table, url) } : rest;
  const column = table?.columns.find(({ name }) => name === cursor);
  if (!table || !column) return { ...rest, cursor, start };
  const name = quoted(cursor, url);
  const first = NUMBER.test(column.type) ? 0 : LONG_AGO;
  return { ...rest, sql: `${table.sql} where ${name} >= :cursor order by ${name}`, cursor, start: first };
}

/** A start as it was typed: a number where it reads as one. */
export const startOf = (text: string): string | number | undefined =>
  text === "" ? undefined : /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
