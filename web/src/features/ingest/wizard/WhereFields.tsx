import { Input } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { ConnectionShape } from "@/api";
import type { Where } from "@/features/ingest/draft/draft";
import { FilesFields } from "./FilesFields";
import { QueryFields } from "./QueryFields";
import { RestFields } from "./RestFields";

export type WhereProps = { connection: ConnectionShape; where: Where; change: (where: Where) => void };

/** What is fetched through a connection, as its kind needs it. */
export function WhereFields(props: WhereProps) {
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

/** Whether enough is said for a sample to be fetched. */
export const isSaid = (where: Where): boolean =>
  Boolean(where.files || where.query?.sql.trim() || where.rest?.path.trim() || where.topic?.name);

function TopicFields({ connection, where, change }: WhereProps) {
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
