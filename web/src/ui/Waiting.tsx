import { useTranslation } from "react-i18next";
import css from "./Waiting.module.css";

/** A quiet line that moves while a screen is being fetched. */
export function Waiting() {
  const { t } = useTranslation();
  return <div className={css.line} role="status" aria-label={t("ui.loading")} />;
}
