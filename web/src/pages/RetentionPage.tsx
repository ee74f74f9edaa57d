import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { KeepableOut, RetentionRuleOut } from "@/api";
import { listRetentionOptions } from "@/api/@tanstack/react-query.gen";
import { useSession } from "@/features/access/session";
import css from "@/features/privacy/retention/retention.module.css";
import { NOTHING, useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { type Column, Rows } from "@/ui/Rows";
import { Loaded } from "@/ui/States";

/** How long each kind of data is kept, on what ground, what went last, and what is kept without end. */
export default function RetentionPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const retention = useQuery(listRetentionOptions());
  const columns = useRuleColumns();
  return (
    <Page title={t("retention.title")} about={t("retention.about")}>
      <Loaded query={retention} rows={10}>
        {({ items, without_rule }) => (
          <>
            <Panel flush>
              <Rows
                label={t("retention.title")}
                rows={items}
                columns={columns}
                keyOf={(rule) => rule.key}
                open={(rule) => void navigate(`/retention/${rule.key}`)}
              />
            </Panel>
            {without_rule.length > 0 && <WithoutRule items={without_rule} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function WithoutRule({ items }: { items: KeepableOut[] }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const { say } = useFormat();
  const navigate = useNavigate();
  return (
    <Panel title={t("retention.withoutRule")}>
      <div className={css.open}>
        {items.map((each) => (
          <Button
            key={each.key}
            disabled={!may("definitions.publish")}
            onClick={() => void navigate(`/retention/new-rule?keeps=${each.key}`)}
          >
            {say(each.name)}
          </Button>
        ))}
      </div>
    </Panel>
  );
}

function useRuleColumns(): Column<RetentionRuleOut>[] {
  const { t } = useTranslation();
  const { say, count, day } = useFormat();
  return [
    {
      key: "keeps",
      label: t("retention.keeps"),
      lead: true,
      show: (rule) => (
        <>
          <strong>{say(rule.keeps.name)}</strong>
          <div className={css.says}>{say(rule.name)}</div>
        </>
      ),
    },
    {
      key: "length",
      label: t("retention.length"),
      tight: true,
      show: (rule) =>
        rule.months != null
          ? t("retention.forMonths", { months: count(rule.months) })
          : t("retention.forDays", { days: count(rule.days) }),
    },
    {
      key: "after",
      label: t("retention.after"),
      tight: true,
      show: (rule) => say(rule.keeps.dates.find(({ key }) => key === rule.after)?.name ?? {}),
    },
    { key: "way", label: t("retention.wayLabel"), tight: true, show: (rule) => t(`retention.way.${rule.way}`) },
    {
      key: "ground",
      label: t("retention.groundLabel"),
      minor: true,
      show: (rule) => <span className={css.says}>{say(rule.ground)}</span>,
    },
    {
      key: "last",
      label: t("retention.last"),
      align: "end",
      show: (rule) =>
        rule.last ? t("retention.lastWent", { count: count(rule.last.gone), day: day(rule.last.started_at) }) : NOTHING,
    },
  ];
}
