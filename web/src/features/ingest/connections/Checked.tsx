import { useTranslation } from "react-i18next";
import type { CheckShape } from "@/api";
import { useFormat } from "@/ui/format";
import { Fault } from "../Fault";
import css from "../ingest.module.css";

/** Whether the other side answered and let us in, and what is wrong where it did not. */
export function Checked({ result }: { result: CheckShape }) {
  const { t } = useTranslation();
  const { duration } = useFormat();
  if (result.error) return <Fault error={result.error} />;
  return (
    <p className={css.works} role="status">
      {t("connections.works", { took: duration(result.seconds) })}
    </p>
  );
}
