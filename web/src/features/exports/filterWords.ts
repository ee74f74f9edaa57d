import { useTranslation } from "react-i18next";
import { useWord } from "@/ui/code";

/** The filters of an export in words: `在网：是；城市：杭州`. */
export function useFilterWords(): (filters: Record<string, unknown>) => string {
  const { t } = useTranslation();
  const word = useWord();
  const said = (value: unknown) => {
    if (value === true) return t("exports.yes");
    if (value === false) return t("exports.no");
    return word("exportFilterValue", String(value));
  };
  return (filters) =>
    Object.entries(filters)
      .filter(([, value]) => value !== "" && value !== null)
      .map(([name, value]) => t("exports.filter", { name: word("exportFilter", name), value: said(value) }))
      .join(t("exports.semicolon"));
}
