import { expect, test } from "vitest";
import type { ActivityOut } from "@/api";
import { EVERYTHING, lacksBasis, narrow } from "./find";

const activity = (key: string, part: Partial<ActivityOut>): ActivityOut => ({
  key,
  kind: "source",
  name: { zh: "账单", en: "Bills" },
  says: { zh: "说明", en: "what is billed" },
  origin: { zh: "系统", en: "system billing" },
  subjects: "customers",
  categories: ["money"],
  bases: [{ purpose: "service", basis: "contract", law: { zh: "法", en: "law" } }],
  recipients: [],
  receives: [],
  kept: [],
  endless: [],
  ...part,
});
const BILLS = activity("source:bills", {});
const LOYAL = activity("segment:loyal", {
  kind: "segment",
  name: { zh: "老客户", en: "Loyal" },
  says: { zh: "多年", en: "for years" },
  categories: ["judgement"],
  bases: [{ purpose: "marketing", basis: null, law: null }],
});
const found = (by: Partial<typeof EVERYTHING>, language: "zh-CN" | "en" = "en") =>
  narrow([BILLS, LOYAL], { ...EVERYTHING, ...by }, language).map(({ key }) => key);

test("everything is shown until something is asked", () => {
  expect(found({})).toEqual(["source:bills", "segment:loyal"]);
});

test("an activity must agree with all that is asked", () => {
  expect(found({ kind: "segment" })).toEqual(["segment:loyal"]);
  expect(found({ purpose: "service" })).toEqual(["source:bills"]);
  expect(found({ category: "money", purpose: "marketing" })).toEqual([]);
});

test("text is looked for in the language in use, and in the key", () => {
  expect(found({ text: " BILLED " })).toEqual(["source:bills"]);
  expect(found({ text: "老客户" })).toEqual([]);
  expect(found({ text: "老客户" }, "zh-CN")).toEqual(["segment:loyal"]);
  expect(found({ text: "segment:" })).toEqual(["segment:loyal"]);
});

test("what lacks a legal basis can be asked for", () => {
  expect(lacksBasis(BILLS)).toBe(false);
  expect(found({ missing: true })).toEqual(["segment:loyal"]);
});
