import { useTranslation } from "react-i18next";
import type { CustomerConsents } from "@/api";
import { Nothing } from "@/ui/States";
import css from "./consent.module.css";
import { Statement } from "./Statement";

/** Everything that was said, the newest first; what nothing follows from any more is paler. */
export function History({ data }: { data: CustomerConsents }) {
  const { t } = useTranslation();
  if (data.statements.length === 0) return <Nothing title={t("consent.nothingSaid")} />;
  return (
    <ol className={css.history}>
      {data.statements.map((said) => (
        <li key={said.key} className={said.decides ? css.decides : css.past}>
          <Statement said={said} data={data} />
        </li>
      ))}
    </ol>
  );
}
