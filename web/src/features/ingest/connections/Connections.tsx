import { PlusOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { type ConnectionShape, checkConnection } from "@/api";
import { listConnectionsOptions } from "@/api/@tanstack/react-query.gen";
import { useSession } from "@/features/access/session";
import { useWord } from "@/ui/code";
import { NOTHING, useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { Pill } from "@/ui/Pill";
import { type Column, Rows } from "@/ui/Rows";
import { Loaded, Nothing, ProblemNote } from "@/ui/States";
import css from "../ingest.module.css";
import { Checked } from "./Checked";
import { ConnectionDialog } from "./ConnectionDialog";
import { bodyOf } from "./connection";

/** The systems that data is fetched from: whether their secrets are there, who uses them, and whether they answer. */
export function Connections() {
  const { t } = useTranslation();
  const { may } = useSession();
  const [edited, edit] = useState<ConnectionShape | "new" | null>(null);
  const connections = useQuery(listConnectionsOptions());
  return (
    <Panel
      title={t("connections.title")}
      flush
      extra={
        may("data.connect") && (
          <Button size="small" icon={<PlusOutlined />} onClick={() => edit("new")}>
            {t("connections.new")}
          </Button>
        )
      }
    >
      <Loaded query={connections} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing title={t("connections.none")}>{t("connections.noneHint")}</Nothing>
          ) : (
            <Table connections={items} edit={edit} />
          )
        }
      </Loaded>
      {edited && <ConnectionDialog first={edited === "new" ? undefined : bodyOf(edited)} close={() => edit(null)} />}
    </Panel>
  );
}

type TableProps = { connections: ConnectionShape[]; edit: (connection: ConnectionShape) => void };

function Table({ connections, edit }: TableProps) {
  const { t } = useTranslation();
  const word = useWord();
  const { may } = useSession();
  const { say } = useFormat();
  const columns: Column<ConnectionShape>[] = [
    {
      key: "name",
      label: t("connections.connection"),
      lead: true,
      show: (each) => (
        <>
          <strong>{say(each.name)}</strong>
          <div className={css.about}>
            {each.key} · {word("connectionType", each.type)}
          </div>
        </>
      ),
    },
    { key: "url", label: t("connections.url"), show: (each) => <span className={css.file}>{each.url}</span> },
    { key: "secrets", label: t("connections.secrets"), show: (each) => <Secrets connection={each} /> },
    {
      key: "sources",
      label: t("connections.usedBy"),
      show: (each) =>
        each.sources.length === 0
          ? NOTHING
          : each.sources.map((source) => (
              <div key={source}>
                <Link to={`/sources/${source}`}>{source}</Link>
              </div>
            )),
    },
    {
      key: "actions",
      label: t("connections.actions"),
      show: (each) => (
        <div className={css.actions}>
          {may("data.browse") && each.offers !== "topic" && <Try connection={each} />}
          {may("data.connect") && (
            <Button size="small" onClick={() => edit(each)}>
              {t("sources.edit")}
            </Button>
          )}
        </div>
      ),
    },
  ];
  return <Rows label={t("connections.title")} rows={connections} columns={columns} keyOf={(each) => each.key} />;
}

function Secrets({ connection }: { connection: ConnectionShape }) {
  const { t } = useTranslation();
  if (connection.secrets.length === 0) return NOTHING;
  return (
    <div className={css.actions}>
      {connection.secrets.map(({ name, is_set }) => (
        <Pill key={name} tone={is_set ? "green" : "red"}>
          {is_set ? name : t("connections.lacks", { name })}
        </Pill>
      ))}
    </div>
  );
}

function Try({ connection }: { connection: ConnectionShape }) {
  const { t } = useTranslation();
  const attempt = useMutation({
    mutationFn: async () => (await checkConnection({ path: { key: connection.key }, throwOnError: true })).data,
  });
  return (
    <>
      <Button size="small" loading={attempt.isPending} onClick={() => attempt.mutate()}>
        {t("connections.try")}
      </Button>
      {attempt.data && <Checked result={attempt.data} />}
      {attempt.error && <ProblemNote error={attempt.error} />}
    </>
  );
}
