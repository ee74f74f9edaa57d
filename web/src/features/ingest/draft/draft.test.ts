import { describe, expect, it } from "vitest";
import type { SuggestionShape } from "@/api";
import {
  columnsOf,
  compact,
  keyOf,
  newRecord,
  patternOf,
  placed,
  triable,
  uses,
  withCell,
  withRequired,
} from "./draft";

const SUGGESTED: SuggestionShape[] = [
  {
    record: "individual",
    key: ["NO"],
    map: { party_ref: "NO", birth_date: { column: "BIRTH", format: "%Y%m%d" } },
    scores: { party_ref: 1, birth_date: 1 },
    score: 3,
  },
];

describe("a cell", () => {
  it("is written as a plain column where it says no more", () => {
    expect(compact({ column: "NAME", codes: {}, prefix: "", format: undefined })).toBe("NAME");
    expect(compact({ column: "SEX", codes: { "1": "male" } })).toEqual({ column: "SEX", codes: { "1": "male" } });
    expect(compact({ value: false })).toEqual({ value: false });
  });

  it("names every column that it reads", () => {
    expect(columnsOf({ join: ["A", "B"] })).toEqual(["A", "B"]);
    expect(columnsOf({ value: 1 })).toEqual([]);
    expect(columnsOf({ feel: "a + b", inputs: { a: "A", b: { column: "B" } } })).toEqual(["A", "B"]);
  });
});

describe("a record", () => {
  const record = newRecord("individual", SUGGESTED);

  it("begins as it is suggested, and empty where nothing is", () => {
    expect(record).toEqual({ record: "individual", key: ["NO"], map: SUGGESTED[0]?.map });
    expect(newRecord("product", SUGGESTED)).toEqual({ record: "product", key: [], map: {} });
  });

  it("takes a dropped column with what the suggestion knows of it", () => {
    const emptied = withCell(record, "birth_date", null);
    const birth = { name: "birth_date", type: "date" };
    expect(placed(emptied, birth, { name: "BIRTH", format: null }, SUGGESTED).map.birth_date).toEqual({
      column: "BIRTH",
      format: "%Y%m%d",
    });
    const other = { name: "OTHER", format: "%d.%m.%Y" };
    expect(placed(record, birth, other, SUGGESTED).map.birth_date).toEqual({ column: "OTHER", format: "%d.%m.%Y" });
    expect(placed(record, { name: "full_name", type: "string" }, other).map.full_name).toBe("OTHER");
  });

  it("forgets that a field is required when the field goes", () => {
    const strict = withRequired(record, "birth_date", true);
    expect(strict.require).toEqual(["birth_date"]);
    expect(withCell(strict, "birth_date", null).require).toEqual([]);
  });

  it("tells where each column goes", () => {
    const found = uses([record, { record: "product", key: [], map: { account_ref: "NO" } }]);
    expect(found.get("NO")).toEqual(["individual.party_ref", "product.account_ref"]);
  });
});

it("a draft without a name can be tried all the same", () => {
  const body = { key: "", name: { zh: "", en: "" }, system: "", where: {}, format: { type: "csv" }, records: [] };
  expect(triable(body, "a:b.csv")).toMatchObject({ key: "draft.sample", system: "draft", where: { files: "a_b.csv" } });
});

it("files of the same kind have the name of the first, but for days and numbers", () => {
  expect(patternOf("members_2026-11-21.csv.gz")).toBe("members_*.csv");
  expect(patternOf("会员20261121_01.csv")).toBe("会员*.csv");
});

it("a key is made of the Latin words of a name", () => {
  expect(keyOf("Shop Members 2026-11.csv.gz")).toBe("shop_members");
  expect(keyOf("会员.csv")).toBe("");
});
