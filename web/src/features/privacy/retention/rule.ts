import type { KeepableOut, MistakeShape, RetentionRuleOut } from "@/api";

export type RuleBody = {
  key: string;
  name: { zh: string; en: string };
  keeps: string;
  after: string;
  months?: number;
  days?: number;
  way: "remove" | "anonymise";
  ground: { zh: string; en: string };
};

export type Unit = "months" | "days";

/** A published rule as it can be edited. */
export function ruleOf(rule: RetentionRuleOut): RuleBody {
  const { key, name, after, way, ground } = rule;
  const length = rule.months != null ? { months: rule.months } : { days: rule.days ?? 1 };
  return { key, name, keeps: rule.keeps.key, after, way, ground, ...length };
}

/** A new rule for a kind of data: as long as law and conditions ask for, a year at the least. */
export function ruleFor(keepable: KeepableOut): RuleBody {
  const needed = Math.ceil((keepable.needed?.days ?? 0) / 28);
  return {
    key: keepable.key,
    name: { zh: keepable.name.zh, en: keepable.name.en },
    keeps: keepable.key,
    after: keepable.dates[0]?.key ?? "",
    months: Math.max(12, keepable.minimum?.months ?? 0, needed),
    way: "remove",
    ground: { zh: "", en: "" },
  };
}

export const unitOf = (rule: RuleBody): Unit => (rule.days === undefined ? "months" : "days");

export const lengthOf = (rule: RuleBody): number => rule.days ?? rule.months ?? 0;

/** The rule kept for so many months or days; exactly one of the two is said. */
export function withLength(rule: RuleBody, unit: Unit, length: number): RuleBody {
  const { months: _months, days: _days, ...others } = rule;
  return unit === "days" ? { ...others, days: length } : { ...others, months: length };
}

/** What is wrong with one of these fields. */
export const wrongAt = (mistakes: readonly MistakeShape[], ...fields: string[]): MistakeShape[] =>
  mistakes.filter(({ field }) => fields.some((each) => field === each || field.startsWith(`${each}.`)));

const FIELDS = ["key", "name", "keeps", "after", "months", "days", "way", "ground"];

/** What is wrong elsewhere, such as two rules for one kind of data in another rule. */
export const wrongElsewhere = (mistakes: readonly MistakeShape[]): MistakeShape[] => {
  const shown = new Set(wrongAt(mistakes, ...FIELDS));
  return mistakes.filter((each) => !shown.has(each));
};
