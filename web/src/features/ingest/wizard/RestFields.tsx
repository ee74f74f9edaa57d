import { Input, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useWord } from "@/ui/code";
import { startOf } from "./query";
import type { WhereProps } from "./WhereFields";
import css from "./Wizard.module.css";

const PAGINATORS = ["single_page", "header_link", "json_link"] as const;
const HINTS = {
  path: "customers",
  data_selector: "data",
  cursor: "updated_at",
  cursor_param: "updated_since",
} as const;
type Text = keyof typeof HINTS;

/** The path of a REST API, where its rows are, how it divides its answers, and what asks for what is new. */
export function RestFields({ connection, where, change }: WhereProps) {
  const { t } = useTranslation();
  const word = useWord();
  const ids = useId();
  const rest = where.rest ?? { path: "" };
  const say = (part: Partial<typeof rest>) => change({ connection: connection.key, rest: { ...rest, ...part } });
  const text = (name: Text) => (
    <label key={name} htmlFor={`${ids}-${name}`}>
      {t(`sources.where.rest_${name}`)}
      <Input
        id={`${ids}-${name}`}
        spellCheck={false}
        value={rest[name] ?? ""}
        placeholder={t("sources.where.suchAs", { example: HINTS[name] })}
        onChange={(event) => say({ [name]: event.target.value || (name === "path" ? "" : undefined) })}
      />
    </label>
  );
  const given = typeof rest.paginator === "object" ? JSON.stringify(rest.paginator) : rest.paginator;
  return (
    <>
      {text("path")}
      {text("data_selector")}
      <label htmlFor={`${ids}-paginator`}>
        {t("sources.where.paginator")}
        <Select
          id={`${ids}-paginator`}
          allowClear
          disabled={typeof rest.paginator === "object"}
          value={given}
          placeholder={t("sources.where.paginatorHint")}
          onChange={(paginator?: string) => say({ paginator })}
          options={PAGINATORS.map((value) => ({ value, label: word("paginator", value) }))}
        />
      </label>
      {text("cursor")}
      {text("cursor_param")}
      {rest.cursor && (
        <label htmlFor={`${ids}-start`}>
          {t("sources.where.start")}
          <Input
            id={`${ids}-start`}
            spellCheck={false}
            value={rest.start === undefined ? "" : String(rest.start)}
            placeholder={t("sources.where.suchAs", { example: "2000-01-01T00:00:00Z" })}
            onChange={(event) => say({ start: startOf(event.target.value) })}
          />
        </label>
      )}
      <p className={`${css.about} ${css.whole}`}>
        {t("sources.where.restAt", { url: `${connection.url.replace(/\/$/, "")}/${rest.path}` })}
      </p>
    </>
  );
}
