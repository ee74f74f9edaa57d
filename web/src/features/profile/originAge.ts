import { useTranslation } from "react-i18next";
import { useFormat } from "@/ui/format";

/** How old a fact was on the day of the run, in words; nothing where that is not known. */
export function useOriginAge(): (days: number | null) => string {
  const { t } = useTranslation();
  const { count } = useFormat();
  return (days) => {
    if (days === null) return "";
    return days === 0 ? t("profile.origin.today") : t("profile.origin.age", { count: days, days: count(days) });
  };
}
