import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { previewRetention, type RetentionMonthOut, type RetentionSurveyOut } from "@/api";
import { Figures } from "@/ui/Figures";
import { useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { Loaded, Nothing } from "@/ui/States";
import css from "./retention.module.css";
import type { RuleBody } from "./rule";

/** What a rule would let go of tonight, as it stands in the fields: figures, and month by month. */
export function Preview({ rule }: { rule: RuleBody }) {
  const { t } = useTranslation();
  // Names and ground change nothing of what goes.
  const { name: _name, ground: _ground, ...asked } = rule;
  const survey = useQuery({
    queryKey: [{ _id: "previewRetention" }, asked],
    queryFn: async ({ signal }) => {
      const same = { zh: "—", en: "—" };
      const body = { ...asked, key: "draft", name: same, ground: same } as Record<string, unknown>;
      return (await previewRetention({ body: { body }, signal, throwOnError: true })).data;
    },
  });
  return (
    <Panel title={t("retention.preview")}>
      <Loaded query={survey} rows={4}>
        {(found) => (found.rows === 0 ? <Nothing title={t("retention.noRows")} /> : <Found survey={found} />)}
      </Loaded>
    </Panel>
  );
}

function Found({ survey }: { survey: RetentionSurveyOut }) {
  const { t } = useTranslation();
  const { count, day } = useFormat();
  const most = Math.max(...survey.months.map(({ rows }) => rows), 1);
  return (
    <>
      <Figures
        items={[
          { key: "rows", label: t("retention.rows"), value: count(survey.rows) },
          {
            key: "goes",
            label: t("retention.goes", { day: day(survey.before) }),
            value: count(survey.goes),
            tone: survey.goes > 0 ? "red" : undefined,
          },
          { key: "oldest", label: t("retention.oldest"), value: day(survey.oldest) },
          ...(survey.held > 0 ? [{ key: "held", label: t("retention.held"), value: count(survey.held) }] : []),
          ...(survey.undated > 0
            ? [{ key: "undated", label: t("retention.undated"), value: count(survey.undated) }]
            : []),
        ]}
      />
      <div className={css.legend}>
        <span className={css.red}>{t("retention.legend.goes")}</span>
        <span>{t("retention.legend.stays")}</span>
      </div>
      <div className={css.months}>
        {survey.months.map((month) => (
          <Month key={month.month} month={month} most={most} />
        ))}
      </div>
      {survey.items.length > 0 && <Departed survey={survey} />}
    </>
  );
}

/** Who would go, where whole customers do: the first of them, each with the way to their page. */
function Departed({ survey }: { survey: RetentionSurveyOut }) {
  const { t } = useTranslation();
  return (
    <>
      <h3 className={css.heading}>{t("retention.departed")}</h3>
      <ul className={css.departed}>
        {survey.items.map((each) => (
          <li key={each.customer_id}>
            <Link to={`/customers/${encodeURIComponent(each.customer_id)}`}>{each.name ?? each.customer_id}</Link>
          </li>
        ))}
      </ul>
    </>
  );
}

function Month({ month, most }: { month: RetentionMonthOut; most: number }) {
  const format = useFormat();
  return (
    <div className={css.month}>
      <span>{format.month(month.month)}</span>
      <span className={css.bar} aria-hidden>
        <span className={css.goes} style={{ width: `${(month.goes / most) * 100}%` }} />
        <span className={css.stays} style={{ width: `${((month.rows - month.goes) / most) * 100}%` }} />
      </span>
      <span>
        {format.count(month.goes)} / {format.count(month.rows)}
      </span>
    </div>
  );
}
