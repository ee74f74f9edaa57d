import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { CopyButton } from "@/ui/CopyButton";
import css from "./security.module.css";

/** New recovery codes, which can be read here and never again. */
export function RecoveryList({ codes, kept }: { codes: string[]; kept: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <h1 className={css.step}>{t("access.factor.codes")}</h1>
      <p>{t("access.factor.codesAbout")}</p>
      <ul className={css.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className={css.line}>
        <CopyButton text={codes.join("\n")} label={t("ui.copy")} words />
        <Button type="primary" onClick={kept}>
          {t("access.keys.keptIt")}
        </Button>
      </div>
    </>
  );
}
