import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { RuleSummary } from "@/api";
import { listRulesOptions } from "@/api/@tanstack/react-query.gen";
import { EditButton, NewButton } from "@/features/conditions/editor/EditLink";
import { Evaluated } from "@/features/jobs/Evaluated";
import { SEVERITY } from "@/features/rules/severities";
import { Condition } from "@/features/tags/Condition";
import css from "@/features/tags/TagCatalogue.module.css";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { Pill } from "@/ui/Pill";
import { type Column, Rows } from "@/ui/Rows";
import { Share } from "@/ui/Share";
import { Loaded, Nothing } from "@/ui/States";

/** Every rule: what it watches for, for whom it holds, how many alerts it has open. */
export default function RulesPage() {
  const { t } = useTranslation();
  const word = useWord();
  const { say, count, percent } = useFormat();
  const rules = useQuery(listRulesOptions());
  const aboutAlerts = (rule: RuleSummary) =>
    [
      rule.cool_down_days > 0 && t("definitions.rules.coolDown", { count: rule.cool_down_days }),
      rule.hold_out > 0 &&
        t("definitions.rules.holdOut", { share: percent(rule.hold_out), customers: count(rule.held_out) }),
      t("definitions.rules.minutes", { count: rule.handling_minutes }),
    ]
      .filter(Boolean)
      .join(" · ");
  const columns: Column<RuleSummary>[] = [
    {
      key: "name",
      label: t("definitions.name"),
      lead: true,
      show: (rule) => (
        <>
          <Link to={`/rules/${rule.key}`}>
            <strong>{say(rule.name)}</strong>
          </Link>
          <div className={css.about}>{say(rule.says)}</div>
          <div className={css.about}>{word("ruleOf", rule.of)}</div>
          <EditButton kind="rule" id={rule.key} small />
          <Evaluated kind="rule" of={rule.key} />
        </>
      ),
    },
    {
      key: "severity",
      label: t("tasks.alerts.severity"),
      show: (rule) => <Pill tone={SEVERITY[rule.severity]}>{word("severity", rule.severity)}</Pill>,
    },
    {
      key: "condition",
      label: t("definitions.condition"),
      lead: true,
      show: (rule) => (
        <>
          <Condition sentence={rule.sentence} condition={rule.condition} />
          {rule.clears && <div className={css.about}>{t("definitions.rules.clears", { when: say(rule.clears) })}</div>}
          <div className={css.about}>{aboutAlerts(rule)}</div>
        </>
      ),
    },
    {
      key: "matches",
      label: t("definitions.rules.matches"),
      show: (rule) => <Share count={rule.matches} share={rule.share} />,
    },
    {
      key: "alerts",
      label: t("definitions.rules.alerts"),
      align: "end",
      show: (rule) => <Link to={`/alerts?rule=${rule.key}`}>{count(rule.open_alerts)}</Link>,
    },
  ];
  return (
    <Page title={t("ui.menu.rules")} about={t("definitions.rules.about")} actions={<NewButton kind="rule" />}>
      <Panel flush>
        <Loaded query={rules} rows={6}>
          {({ items }) =>
            items.length === 0 ? (
              <Nothing title={t("definitions.none")}>{t("definitions.noneHint")}</Nothing>
            ) : (
              <Rows label={t("ui.menu.rules")} rows={items} columns={columns} keyOf={(rule) => rule.key} />
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}
