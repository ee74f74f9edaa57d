import { useTranslation } from "react-i18next";
import type { Sample } from "@/api";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { type Column, Rows } from "@/ui/Rows";

/** On which months the model learned, was tuned, calibrated and judged. */
export function Samples({ samples }: { samples: Sample[] }) {
  const { t } = useTranslation();
  const word = useWord();
  const { count, percent, day } = useFormat();
  const columns: Column<Sample>[] = [
    {
      key: "role",
      label: t("definitions.models.role"),
      lead: true,
      show: (sample) => <strong>{word("sample", sample.role)}</strong>,
    },
    { key: "day", label: t("definitions.models.cutOff"), show: (sample) => day(sample.cut_off) },
    { key: "rows", label: t("definitions.models.rows"), align: "end", show: (sample) => count(sample.rows) },
    { key: "left", label: t("definitions.models.positives"), align: "end", show: (sample) => count(sample.positives) },
    { key: "share", label: t("definitions.models.share"), align: "end", show: (sample) => percent(sample.share) },
  ];
  return (
    <Rows
      label={t("definitions.models.samples")}
      rows={samples}
      columns={columns}
      keyOf={(sample) => `${sample.role} ${sample.cut_off ?? ""}`}
    />
  );
}
