import { useQuery } from "@tanstack/react-query";
import { AutoComplete, Input, Select } from "antd";
import type { TFunction } from "i18next";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { TableShape } from "@/api";
import { listConnectionTablesOptions } from "@/api/@tanstack/react-query.gen";
import { useFormat } from "@/ui/format";
import { ProblemNote } from "@/ui/States";
import { reads, startOf, wholeTable, withCursor } from "./query";
import type { WhereProps } from "./WhereFields";
import css from "./Wizard.module.css";

/** A table or view and the column that tells what is new, which write the statement; or a statement by hand. */
export function QueryFields({ connection, where, change }: WhereProps) {
  const { t } = useTranslation();
  const ids = useId();
  const tables = useQuery({ ...listConnectionTablesOptions({ path: { key: connection.key } }), retry: false });
  const query = where.query ?? { sql: "" };
  const write = (next: typeof query) => change({ connection: connection.key, query: next });
  const table = tables.data?.items.find((each) => reads(each, query.sql));
  const lacks = query.cursor && query.sql && !/:cursor\b/.test(query.sql);
  return (
    <>
      <label htmlFor={`${ids}-table`} className={css.double}>
        {t("sources.where.table")}
        <Select
          id={`${ids}-table`}
          showSearch={{ optionFilterProp: "label" }}
          loading={tables.isPending}
          disabled={tables.isError}
          value={table?.sql}
          placeholder={tables.data?.total === 0 ? t("sources.where.noTables") : t("sources.where.tableHint")}
          onChange={(sql: string) => {
            const chosen = tables.data?.items.find((each) => each.sql === sql);
            if (chosen) write(wholeTable(chosen, connection.url));
          }}
          options={tables.data?.items.map((each) => ({ value: each.sql, label: nameOf(each, t) }))}
        />
      </label>
      <label htmlFor={`${ids}-cursor`}>
        {t("sources.where.cursor")}
        <AutoComplete
          id={`${ids}-cursor`}
          allowClear
          value={query.cursor ?? ""}
          placeholder={t("sources.where.cursorHint")}
          onChange={(cursor: string) => write(withCursor(query, cursor ?? "", table, connection.url))}
          options={table?.columns.map(({ name, type }) => ({ value: name, label: `${name} · ${type}` }))}
        />
      </label>
      {query.cursor && (
        <label htmlFor={`${ids}-start`}>
          {t("sources.where.start")}
          <Input
            id={`${ids}-start`}
            spellCheck={false}
            value={query.start === undefined ? "" : String(query.start)}
            onChange={(event) => write({ ...query, start: startOf(event.target.value) })}
          />
        </label>
      )}
      {table && <Columns table={table} />}
      <label htmlFor={`${ids}-sql`} className={css.whole}>
        {t("sources.where.sql")}
        <Input.TextArea
          id={`${ids}-sql`}
          rows={3}
          spellCheck={false}
          value={query.sql}
          onChange={(event) => write({ ...query, sql: event.target.value })}
        />
      </label>
      {lacks && <p className={`${css.warning} ${css.whole}`}>{t("sources.where.cursorUnused")}</p>}
      {tables.error && (
        <div className={css.whole}>
          <ProblemNote error={tables.error} retry={() => void tables.refetch()} />
        </div>
      )}
    </>
  );
}

function nameOf(table: TableShape, t: TFunction): string {
  const place = table.schema_name === "main" ? table.name : `${table.schema_name}.${table.name}`;
  const kind = table.kind === "view" ? ` · ${t("sources.where.view")}` : "";
  return `${place}${kind} · ${t("sources.where.columnCount", { count: table.columns.length })}`;
}

function Columns({ table }: { table: TableShape }) {
  const { t } = useTranslation();
  const { count } = useFormat();
  return (
    <details className={css.whole}>
      <summary>{t("sources.where.columnsOf", { table: table.name, columns: count(table.columns.length) })}</summary>
      <ul className={css.found}>
        {table.columns.map(({ name, type, key }) => (
          <li key={name}>
            <code>{name}</code>
            <span className={css.about}>
              {type}
              {key && ` · ${t("sources.where.isKey")}`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
