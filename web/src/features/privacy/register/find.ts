import type { ActivityOut } from "@/api";
import type { Language } from "@/i18n";

export type Narrowed = { text: string; kind: string; purpose: string; category: string; missing: boolean };

export const EVERYTHING: Narrowed = { text: "", kind: "", purpose: "", category: "", missing: false };

/** Whether for one of its purposes nobody said the legal basis. */
export const lacksBasis = (activity: ActivityOut): boolean => activity.bases.some(({ basis }) => basis === null);

/** The activities that agree with all that is asked; the text is looked for in the language in use, and in the key. */
export function narrow(items: readonly ActivityOut[], by: Narrowed, language: Language): ActivityOut[] {
  const wanted = by.text.trim().toLowerCase();
  const told = (activity: ActivityOut) => {
    const said = [activity.name, activity.says, activity.origin];
    return [activity.key, ...said.map(({ zh, en }) => (language === "zh-CN" ? zh : en))].join("\n").toLowerCase();
  };
  return items.filter(
    (activity) =>
      (!by.kind || activity.kind === by.kind) &&
      (!by.purpose || activity.bases.some(({ purpose }) => purpose === by.purpose)) &&
      (!by.category || activity.categories.includes(by.category)) &&
      (!by.missing || lacksBasis(activity)) &&
      (!wanted || told(activity).includes(wanted)),
  );
}
