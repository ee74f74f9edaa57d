import { useTranslation } from "react-i18next";
import type { Candidate } from "@/api";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Pill } from "@/ui/Pill";
import { type Column, Rows } from "@/ui/Rows";

const precise = (value: number) => value.toFixed(4);

/** The ways that were tried, and which one was chosen by its inner loss. */
export function Candidates({ candidates }: { candidates: Candidate[] }) {
  const { t } = useTranslation();
  const word = useWord();
  const { number } = useFormat();
  const columns: Column<Candidate>[] = [
    {
      key: "name",
      label: t("definitions.models.learner"),
      lead: true,
      show: (candidate) => (
        <>
          <strong>{word("learner", candidate.name)}</strong>{" "}
          {candidate.chosen && <Pill tone="brand">{t("definitions.models.chosen")}</Pill>}
        </>
      ),
    },
    {
      key: "loss",
      label: t("definitions.models.choiceLoss"),
      align: "end",
      show: (candidate) => precise(candidate.choice_loss),
    },
    {
      key: "auc",
      label: t("definitions.models.auc"),
      align: "end",
      show: (candidate) => precise(candidate.metrics.auc),
    },
    {
      key: "pr",
      label: t("definitions.models.pr_auc"),
      align: "end",
      show: (candidate) => precise(candidate.metrics.pr_auc),
    },
    {
      key: "brier",
      label: t("definitions.models.brier"),
      align: "end",
      show: (candidate) => precise(candidate.metrics.brier),
    },
    {
      key: "ece",
      label: t("definitions.models.ece"),
      align: "end",
      show: (candidate) => precise(candidate.metrics.ece),
    },
    {
      key: "lift",
      label: t("definitions.models.top_decile_lift"),
      align: "end",
      show: (candidate) => number(candidate.metrics.top_decile_lift),
    },
  ];
  return (
    <Rows
      label={t("definitions.models.candidates")}
      rows={candidates}
      columns={columns}
      keyOf={(candidate) => candidate.name}
    />
  );
}
