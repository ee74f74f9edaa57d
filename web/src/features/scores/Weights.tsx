import { useTranslation } from "react-i18next";
import type { FeatureCard } from "@/api";
import { useFormat } from "@/ui/format";
import { type Column, Rows } from "@/ui/Rows";
import share from "@/ui/Share.module.css";
import css from "./ModelCard.module.css";

/** What the model looks at, the heaviest first. */
export function Weights({ features }: { features: FeatureCard[] }) {
  const { t } = useTranslation();
  const { say, percent } = useFormat();
  const sorted = [...features].sort((a, b) => (b.weight ?? 0) - (a.weight ?? 0));
  const heaviest = sorted[0]?.weight || 1;
  const columns: Column<FeatureCard>[] = [
    { key: "name", label: t("definitions.models.feature"), lead: true, show: (feature) => say(feature.name) },
    {
      key: "weight",
      label: t("definitions.models.weight"),
      show: (feature) => (
        <div className={share.share}>
          <span>{percent(feature.weight)}</span>
          <span className={share.bar} aria-hidden>
            <span style={{ width: `${((feature.weight ?? 0) / heaviest) * 100}%` }} />
          </span>
        </div>
      ),
    },
  ];
  return (
    <div className={css.scroll}>
      <Rows label={t("definitions.models.features")} rows={sorted} columns={columns} keyOf={(feature) => feature.key} />
    </div>
  );
}
