import { Input } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import css from "./wizard/Wizard.module.css";

/** Why something is published, in a line of its own below the other fields. */
export function ReasonField({ value, change }: { value: string; change: (reason: string) => void }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <label htmlFor={id} className={css.whole}>
      {t("sources.review.reason")}
      <Input
        id={id}
        maxLength={300}
        value={value}
        placeholder={t("sources.review.reasonHint")}
        onChange={(event) => change(event.target.value)}
      />
    </label>
  );
}
