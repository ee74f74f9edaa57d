import { useTranslation } from "react-i18next";
import type { LoadErrorShape } from "@/api";
import css from "./ingest.module.css";

/** An error that a load, a feed or a connection keeps: what is wrong, where, and what to do. */
export function Fault({ error }: { error: LoadErrorShape }) {
  const { t } = useTranslation();
  return (
    <div className={css.failure} role="alert">
      <strong>{error.what}</strong>
      {error.where && <span className={css.about}>{t("ui.problem.where", { place: error.where })}</span>}
      {error.do && <span>{error.do}</span>}
    </div>
  );
}
