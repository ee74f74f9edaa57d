import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { ModelSummary } from "@/api";
import { listModelsOptions } from "@/api/@tanstack/react-query.gen";
import css from "@/features/tags/TagCatalogue.module.css";
import { useWord } from "@/ui/code";
import { NOTHING, useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { type Column, Rows } from "@/ui/Rows";
import { Loaded, Nothing } from "@/ui/States";

/** Every model and how good it is. */
export default function ModelsPage() {
  const { t } = useTranslation();
  const word = useWord();
  const { say, count, number, day } = useFormat();
  const navigate = useNavigate();
  const models = useQuery(listModelsOptions());
  const columns: Column<ModelSummary>[] = [
    {
      key: "name",
      label: t("definitions.name"),
      lead: true,
      show: (model) => (
        <>
          <strong>{say(model.name)}</strong>
          <div className={css.about}>
            {model.reason ? say(model.reason) : t("definitions.models.horizon", { days: model.horizon_days })}
          </div>
        </>
      ),
    },
    {
      key: "learner",
      label: t("definitions.models.chosen"),
      show: (model) => word("learner", model.chosen) || NOTHING,
    },
    { key: "auc", label: t("definitions.models.auc"), align: "end", show: (model) => number(model.metrics?.auc) },
    {
      key: "lift",
      label: t("definitions.models.top_decile_lift"),
      align: "end",
      show: (model) => number(model.metrics?.top_decile_lift),
    },
    { key: "scored", label: t("definitions.models.scored"), align: "end", show: (model) => count(model.scored) },
    { key: "day", label: t("definitions.models.trained"), show: (model) => day(model.trained_as_of) },
  ];
  return (
    <Page title={t("ui.menu.models")} about={t("definitions.models.about")}>
      <Panel flush>
        <Loaded query={models} rows={4}>
          {({ items }) =>
            items.length === 0 ? (
              <Nothing title={t("definitions.none")}>{t("definitions.noneHint")}</Nothing>
            ) : (
              <Rows
                label={t("ui.menu.models")}
                rows={items}
                columns={columns}
                keyOf={(model) => model.key}
                open={(model) => void navigate(`/models/${encodeURIComponent(model.key)}`)}
              />
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}
