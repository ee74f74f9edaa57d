import { expect, test } from "vitest";
import type { KeepableOut, MistakeShape } from "@/api";
import { lengthOf, type RuleBody, ruleFor, unitOf, withLength, wrongAt, wrongElsewhere } from "./rule";

const BILLS: KeepableOut = {
  key: "bills",
  name: { zh: "账单", en: "bills" },
  says: { zh: "账单", en: "bills" },
  dates: [{ key: "issued_on", name: { zh: "出账日", en: "day of issue" } }],
  ways: ["remove"],
  minimum: { months: 60, law: { zh: "法", en: "law" } },
  needed: { kind: "tag", key: "spends", days: 400 },
};
const RULE: RuleBody = ruleFor(BILLS);
const mistake = (field: string): MistakeShape => ({ field, what: field, where: "", do: "" });

test("a new rule keeps as long as the law and the longest window ask for, a year at the least", () => {
  expect(RULE.months).toBe(60);
  expect(ruleFor({ ...BILLS, minimum: null }).months).toBe(15);
  expect(ruleFor({ ...BILLS, minimum: null, needed: null }).months).toBe(12);
  expect(RULE.after).toBe("issued_on");
});

test("a rule says months or days, never both", () => {
  const days = withLength(RULE, "days", 30);
  expect([unitOf(days), lengthOf(days), "months" in days]).toEqual(["days", 30, false]);
  const months = withLength(days, "months", 3);
  expect([unitOf(months), lengthOf(months), "days" in months]).toEqual(["months", 3, false]);
});

test("every mistake is shown once: at its field, or else with the others", () => {
  const all = [mistake("months"), mistake("name.zh"), mistake("when")];
  expect(wrongAt(all, "name").map(({ field }) => field)).toEqual(["name.zh"]);
  expect(wrongElsewhere(all).map(({ field }) => field)).toEqual(["when"]);
});
