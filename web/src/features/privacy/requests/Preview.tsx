import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { PlaceOut, RequestOut } from "@/api";
import { surveyRequestOptions } from "@/api/@tanstack/react-query.gen";
import { useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { type Column, Rows } from "@/ui/Rows";
import { Loaded } from "@/ui/States";
import css from "./requests.module.css";

/** What erasing the customer would take away, place by place, and what stays and why. */
export function Preview({ request }: { request: RequestOut }) {
  const { t, i18n } = useTranslation();
  const { count, day, say } = useFormat();
  const found = useQuery(surveyRequestOptions({ path: { number: request.id } }));
  const columns: Column<PlaceOut>[] = [
    {
      key: "place",
      label: t("requests.place"),
      lead: true,
      show: (row) => say({ zh: row.name_zh, en: row.name_en }),
    },
    { key: "count", label: t("requests.count"), align: "end", tight: true, show: (row) => count(row.count) },
    { key: "how", label: t("requests.how"), show: (row) => say({ zh: row.how_zh, en: row.how_en }) },
  ];
  return (
    <Panel title={t("requests.preview")} flush>
      <Loaded query={found} rows={6}>
        {(data) => (
          <div className={css.stack}>
            <Rows label={t("requests.preview")} rows={data.places} columns={columns} keyOf={(row) => row.key} />
            <div className={css.after}>
              {data.held_why && (
                <p className={css.held} role="alert">
                  {t("requests.held", { why: data.held_why, until: data.held_until ? day(data.held_until) : "–" })}
                </p>
              )}
              <strong>{t("requests.stays")}</strong>
              <ul className={css.stays}>
                {(i18n.language.startsWith("zh") ? data.stays_zh : data.stays_en).map((each) => (
                  <li key={each}>{each}</li>
                ))}
              </ul>
            </div>
          </div>
        )}
      </Loaded>
    </Panel>
  );
}
