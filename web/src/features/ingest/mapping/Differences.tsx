import { useTranslation } from "react-i18next";
import type { DifferenceShape } from "@/api";
import css from "./Mapping.module.css";

/** Field by field what was and what is; what is new or gone has one side only. */
export function Differences({ items }: { items: DifferenceShape[] }) {
  const { t } = useTranslation();
  return (
    <ul className={css.differences}>
      {items.map(({ field, before, after }) => (
        <li key={field}>
          <code>{field}</code>
          {before != null && (
            <del title={t("sources.before")}>
              <span aria-hidden>−</span> {written(before)}
            </del>
          )}
          {after != null && (
            <ins title={t("sources.after")}>
              <span aria-hidden>+</span> {written(after)}
            </ins>
          )}
        </li>
      ))}
    </ul>
  );
}

const written = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value, null, 1));
