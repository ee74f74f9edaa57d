import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { getDefinitionOptions, listRulesOptions } from "@/api/@tanstack/react-query.gen";
import { EditButton } from "@/features/conditions/editor/EditLink";
import { PracticePanel } from "@/features/rehearsal/PracticePanel";
import css from "@/features/rehearsal/Rehearsal.module.css";
import { RehearsalPanel } from "@/features/rehearsal/RehearsalPanel";
import { SEVERITY } from "@/features/rules/severities";
import { Condition } from "@/features/tags/Condition";
import { useWord } from "@/ui/code";
import { Figures } from "@/ui/Figures";
import { useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { Pill } from "@/ui/Pill";
import { Loaded } from "@/ui/States";

/** One rule: its condition, what it finds now, and what it would have done over the past year. */
export default function RulePage() {
  const { t } = useTranslation();
  const word = useWord();
  const { key = "" } = useParams();
  const { say, count, percent } = useFormat();
  const rules = useQuery(listRulesOptions());
  const definition = useQuery(getDefinitionOptions({ path: { kind: "rule", key } }));
  const rule = rules.data?.items.find((each) => each.key === key);
  return (
    <Page
      title={rule ? say(rule.name) : key}
      about={rule && say(rule.says)}
      actions={
        rule && (
          <>
            <Pill tone={SEVERITY[rule.severity]}>{word("severity", rule.severity)}</Pill>
            <EditButton kind="rule" id={key} />
          </>
        )
      }
    >
      <Loaded query={definition} rows={4}>
        {({ version, body }) => (
          <>
            {rule && (
              <Panel title={t("definitions.condition")}>
                <Condition sentence={rule.sentence} condition={rule.condition} />
                <hr className={css.between} />
                <Figures
                  items={[
                    {
                      key: "matches",
                      label: t("definitions.rules.matches"),
                      value: `${count(rule.matches)} (${percent(rule.share)})`,
                    },
                    {
                      key: "alerts",
                      label: t("definitions.rules.alerts"),
                      value: <Link to={`/alerts?rule=${encodeURIComponent(key)}`}>{count(rule.open_alerts)}</Link>,
                    },
                    { key: "version", label: t("rehearsal.version"), value: count(version) },
                  ]}
                />
              </Panel>
            )}
            <PracticePanel key={`${key} practice`} rule={key} />
            <RehearsalPanel key={key} body={body} newestOf={key} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
