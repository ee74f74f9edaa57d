import { describe, expect, it } from "vitest";
import type { TableShape } from "@/api";
import { quoted, reads, startOf, wholeTable, withCursor } from "./query";

const column = (name: string, type: string, key = false) => ({ name, type, nullable: !key, key });
const MEMBER: TableShape = {
  schema_name: "main",
  name: "member",
  kind: "table",
  columns: [column("member_no", "integer", true), column("updated_at", "text")],
  sql: "select * from member",
};
const SQLITE = "sqlite:///srv/crm.sqlite3";

describe("the statement that reads a table", () => {
  it("reads all rows in the order of the key", () => {
    expect(wholeTable(MEMBER, SQLITE)).toEqual({ sql: 'select * from member order by "member_no"' });
    expect(wholeTable({ ...MEMBER, columns: [] }, SQLITE)).toEqual({ sql: "select * from member" });
  });

  it("asks beyond the cursor where a column tells what is new, from a start that fits its type", () => {
    const whole = wholeTable(MEMBER, SQLITE);
    expect(withCursor(whole, "updated_at", MEMBER, SQLITE)).toEqual({
      sql: 'select * from member where "updated_at" >= :cursor order by "updated_at"',
      cursor: "updated_at",
      start: "1970-01-01",
    });
    expect(withCursor(whole, "member_no", MEMBER, SQLITE).start).toBe(0);
  });

  it("reads all rows again where the column is taken away", () => {
    const beyond = withCursor(wholeTable(MEMBER, SQLITE), "updated_at", MEMBER, SQLITE);
    expect(withCursor(beyond, "", MEMBER, SQLITE)).toEqual(wholeTable(MEMBER, SQLITE));
  });

  it("leaves a statement by hand as it is", () => {
    const byHand = { sql: "select 1 as id where 1 > :cursor" };
    expect(withCursor(byHand, "id", undefined, SQLITE).sql).toBe(byHand.sql);
    expect(reads(MEMBER, byHand.sql)).toBe(false);
    expect(reads(MEMBER, "select * from members")).toBe(false);
  });

  it("quotes names as each database wants them", () => {
    expect(quoted("a`b", "mysql://h/d")).toBe("`a``b`");
    expect(quoted("updated_at", "oracle://h/d")).toBe("updated_at");
    expect(quoted('a"b', SQLITE)).toBe('"a""b"');
  });

  it("takes a start as a number where it reads as one", () => {
    expect([startOf("0"), startOf("2020-01-01"), startOf("")]).toEqual([0, "2020-01-01", undefined]);
  });
});
