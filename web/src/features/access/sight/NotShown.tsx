import { EyeInvisibleOutlined, LockOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSight } from "./sight";
import css from "./sight.module.css";

/** In the place of a value that the reader's roles do not see. */
export function NotShown({ what }: { what?: string }) {
  const { t } = useTranslation();
  return (
    <span className={css.notShown} title={t("sight.notShownWhy")}>
      <LockOutlined aria-hidden /> {what ? t("sight.notShownOf", { what }) : t("sight.notShown")}
    </span>
  );
}

type Props = { column: string; value: unknown; children: ReactNode };

/** A value of a column of customers as it is written; where it is held back, a word that says so. */
export function Seen({ column, value, children }: Props) {
  const { t } = useTranslation();
  const sight = useSight();
  const level = sight.column(column);
  if (level === "readable") return children;
  if (value === null || value === undefined || value === "") return <NotShown />;
  if (!sight.marksMasked) return children;
  return (
    <span className={css.masked} title={t("sight.masked")}>
      {children} <EyeInvisibleOutlined aria-label={t("sight.masked")} />
    </span>
  );
}

export type Kept = "money" | "usage" | "contract" | "contact" | "words" | "judgement" | "consent";

/** What stands in a panel whose rows the reader's roles do not see. */
export function PanelNotShown({ category }: { category: Kept }) {
  const { t } = useTranslation();
  return (
    <p className={css.panel}>
      <LockOutlined aria-hidden /> {t(`sight.panel.${category}`)}
    </p>
  );
}
