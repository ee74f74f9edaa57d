import { useTranslation } from "react-i18next";
import type { RehearsedRule } from "@/api";
import { useFormat } from "@/ui/format";
import { type Column, Rows } from "@/ui/Rows";
import css from "./Rehearsal.module.css";
import { useOutcome, useShareOf } from "./words";

type Line = { key: string; label: string; draft: string; published: string };

/** The draft beside the published version, figure by figure. */
export function SideBySide({
  draft,
  published,
  version,
}: {
  draft: RehearsedRule;
  published: RehearsedRule;
  version: number | null;
}) {
  const { t } = useTranslation();
  const { count, number, money } = useFormat();
  const outcome = useOutcome();
  const shareOf = useShareOf();
  const line = (key: string, label: string, write: (rule: RehearsedRule) => string): Line => ({
    key,
    label,
    draft: write(draft),
    published: write(published),
  });
  const of = (rule: RehearsedRule, key: string) => rule.outcomes.find((each) => each.outcome === key);
  const lines = [
    line("alerts", t("rehearsal.alerts"), (rule) => count(rule.alerts)),
    line("hours", t("rehearsal.hoursPerWeek"), (rule) => number(Math.round(rule.hours_per_week * 10) / 10)),
    line("value", t("rehearsal.value"), (rule) => money(Math.round(rule.value))),
    ...draft.outcomes.flatMap(({ outcome: key }) => [
      line(`p ${key}`, `${t("rehearsal.precision")} · ${outcome(key)}`, (rule) =>
        shareOf(of(rule, key)?.hits ?? 0, of(rule, key)?.mature ?? 0),
      ),
      line(`n ${key}`, `${t("rehearsal.noticed")} · ${outcome(key)}`, (rule) =>
        shareOf(of(rule, key)?.noticed ?? 0, of(rule, key)?.happened ?? 0),
      ),
    ]),
  ];
  const columns: Column<Line>[] = [
    { key: "label", label: t("rehearsal.figure"), lead: true, show: (each) => each.label },
    { key: "draft", label: t("rehearsal.draft"), align: "end", show: (each) => <strong>{each.draft}</strong> },
    {
      key: "published",
      label: t("rehearsal.published", { version }),
      align: "end",
      show: (each) => each.published,
    },
  ];
  return (
    <section className={css.part}>
      <h3>{t("rehearsal.beside")}</h3>
      <Rows label={t("rehearsal.beside")} rows={lines} columns={columns} keyOf={(each) => each.key} />
    </section>
  );
}
