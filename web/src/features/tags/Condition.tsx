import { useTranslation } from "react-i18next";
import type { Words } from "@/api";
import { useFormat } from "@/ui/format";
import css from "./Condition.module.css";

/** A condition as a sentence; the FEEL text behind it on demand. */
export function Condition({ sentence, condition }: { sentence: Words; condition: string }) {
  const { t } = useTranslation();
  const { say } = useFormat();
  return (
    <div className={css.condition}>
      <p>{say(sentence)}</p>
      <details>
        <summary>{t("definitions.feel")}</summary>
        <code>{condition}</code>
      </details>
    </div>
  );
}
