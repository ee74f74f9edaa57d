import { useQuery } from "@tanstack/react-query";
import { AutoComplete, Input, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { ConnectionShape } from "@/api";
import { listConnectionFilesOptions, listConnectionTablesOptions } from "@/api/@tanstack/react-query.gen";
import type { Where } from "@/features/ingest/draft/draft";
import { ProblemNote } from "@/ui/States";
import css from "./Wizard.module.css";

type Props = { connection: ConnectionShape; where: Where; change: (where: Where) => void };

/** What is fetched through a connection, as its kind needs it. */
export function WhereFields(props: Props) {
  switch (props.connection.offers) {
    case "files":
      return <FilesFields {...props} />;
    case "query":
      return <QueryFields {...props} />;
    case "rest":
      return <RestFields {...props} />;
    default:
      return <TopicFields {...props} />;
  }
}

function FilesFields({ connection, where, change }: Props) {
  const { t } = useTranslation();
  const ids = useId();
  const found = useQuery({
    ...listConnectionFilesOptions({ path: { key: connection.key }, query: { limit: 100 } }),
    retry: false,
  });
  return (
    <>
      <label htmlFor={`${ids}-files`} className={css.whole}>
        {t("sources.where.pattern")}
        <AutoComplete
          id={`${ids}-files`}
          value={where.files ?? ""}
          placeholder={t("sources.where.patternHint")}
          onChange={(files: string) => change({ connection: connection.key, files })}
          options={found.data?.items.map(({ name }) => ({ value: name }))}
        />
      </label>
      {found.error && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
    </>
  );
}

function QueryFields({ connection, where, change }: Props) {
  const { t } = useTranslation();
  const ids = useId();
  const tables = useQuery({ ...listConnectionTablesOptions({ path: { key: connection.key } }), retry: false });
  const query = where.query ?? { sql: "" };
  const write = (part: Partial<typeof query>) => change({ connection: connection.key, query: { ...query, ...part } });
  const table = tables.data?.items.find(({ sql }) => sql === query.sql);
  return (
    <>
      <label htmlFor={`${ids}-table`}>
        {t("sources.where.table")}
        <Select
          id={`${ids}-table`}
          showSearch
          loading={tables.isPending}
          value={table?.sql}
          placeholder={t("sources.where.tableHint")}
          onChange={(sql: string) => write({ sql })}
          options={tables.data?.items.map(({ sql, name, schema_name, columns }) => ({
            value: sql,
            label: `${schema_name}.${name} (${columns.length})`,
          }))}
        />
      </label>
      <label htmlFor={`${ids}-cursor`}>
        {t("sources.where.cursor")}
        <AutoComplete
          id={`${ids}-cursor`}
          value={query.cursor ?? ""}
          placeholder={t("sources.where.cursorHint")}
          onChange={(cursor: string) => write({ cursor: cursor || undefined })}
          options={table?.columns.map(({ name }) => ({ value: name }))}
        />
      </label>
      <label htmlFor={`${ids}-sql`} className={css.whole}>
        {t("sources.where.sql")}
        <Input.TextArea
          id={`${ids}-sql`}
          autoSize={{ minRows: 2, maxRows: 10 }}
          spellCheck={false}
          value={query.sql}
          onChange={(event) => write({ sql: event.target.value })}
        />
      </label>
      {tables.error && <ProblemNote error={tables.error} retry={() => void tables.refetch()} />}
    </>
  );
}

const REST = ["path", "data_selector", "cursor", "cursor_param"] as const;

function RestFields({ connection, where, change }: Props) {
  const { t } = useTranslation();
  const ids = useId();
  const rest = where.rest ?? { path: "" };
  return REST.map((name) => (
    <label key={name} htmlFor={`${ids}-${name}`}>
      {t(`sources.where.rest_${name}`)}
      <Input
        id={`${ids}-${name}`}
        spellCheck={false}
        value={rest[name] ?? ""}
        onChange={(event) =>
          change({
            connection: connection.key,
            rest: { ...rest, [name]: event.target.value || undefined } as typeof rest,
          })
        }
      />
    </label>
  ));
}

function TopicFields({ connection, where, change }: Props) {
  const { t } = useTranslation();
  const ids = useId();
  return (
    <label htmlFor={`${ids}-topic`}>
      {t("sources.where.topic")}
      <Input
        id={`${ids}-topic`}
        spellCheck={false}
        value={where.topic?.name ?? ""}
        onChange={(event) =>
          change({ connection: connection.key, topic: { ...where.topic, name: event.target.value } })
        }
      />
    </label>
  );
}
