import { PlusOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ConnectionShape, fetchSample, type SampleShape } from "@/api";
import { listConnectionsOptions } from "@/api/@tanstack/react-query.gen";
import { useSession } from "@/features/access/session";
import { ConnectionDialog } from "@/features/ingest/connections/ConnectionDialog";
import type { Where } from "@/features/ingest/draft/draft";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { Loaded, Nothing, ProblemNote } from "@/ui/States";
import { FileSample } from "./FileSample";
import { isSaid, WhereFields } from "./WhereFields";
import css from "./Wizard.module.css";

type Props = { first: Where; taken: (sample: SampleShape, where: Where) => void };

/** A sample fetched through a published connection: files by a glob, a table or query, a REST path, or a topic. */
export function ConnectionSample({ first, taken }: Props) {
  const { t } = useTranslation();
  const { may } = useSession();
  const connections = useQuery(listConnectionsOptions());
  const [where, setWhere] = useState<Where>(first.connection ? first : {});
  const [making, make] = useState(false);
  return (
    <Panel
      title={t("sources.where.connection")}
      extra={
        may("data.connect") && (
          <Button size="small" icon={<PlusOutlined />} onClick={() => make(true)}>
            {t("connections.new")}
          </Button>
        )
      }
    >
      <Loaded query={connections} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing title={t("connections.none")}>
              {t(may("data.connect") ? "connections.noneHint" : "connections.noneAsk")}
            </Nothing>
          ) : (
            <Chosen connections={items} where={where} setWhere={setWhere} taken={taken} />
          )
        }
      </Loaded>
      {making && <ConnectionDialog close={() => make(false)} done={(key) => setWhere({ connection: key })} />}
    </Panel>
  );
}

type ChosenProps = {
  connections: ConnectionShape[];
  where: Where;
  setWhere: (where: Where) => void;
  taken: Props["taken"];
};

function Chosen({ connections, where, setWhere, taken }: ChosenProps) {
  const { t } = useTranslation();
  const word = useWord();
  const { say } = useFormat();
  const ids = useId();
  const connection = connections.find(({ key }) => key === where.connection);
  const fetch = useMutation({
    mutationFn: async () => {
      const { connection: key = "", ...rest } = where;
      return (await fetchSample({ body: { connection: key, where: rest }, throwOnError: true })).data;
    },
    onSuccess: (sample) => taken(sample, where),
  });
  const change = (next: Where) => {
    fetch.reset();
    setWhere(next);
  };
  const unset = connection?.secrets.filter((secret) => !secret.is_set).map(({ name }) => name) ?? [];
  return (
    <div className={css.fetched}>
      <div className={css.fields}>
        <label htmlFor={`${ids}-connection`} className={css.whole}>
          {t("sources.where.choose")}
          <Select
            id={`${ids}-connection`}
            value={connection?.key}
            placeholder={t("sources.where.chooseHint")}
            onChange={(key: string) => change({ connection: key })}
            options={connections.map((each) => ({
              value: each.key,
              label: `${say(each.name)} · ${word("connectionType", each.type)} · ${each.key}`,
            }))}
          />
        </label>
        {connection && unset.length === 0 && (
          <WhereFields key={connection.key} connection={connection} where={where} change={change} />
        )}
      </div>
      {unset.length > 0 && (
        <p className={css.warning}>{t("sources.where.secretsUnset", { names: unset.join(", ") })}</p>
      )}
      {fetch.error && <ProblemNote error={fetch.error} />}
      {connection && unset.length === 0 && (
        <div className={css.publish}>
          {connection.offers === "topic" ? (
            <FileSample
              label={t("sources.where.dropEvents")}
              hint={t("sources.where.topicHint")}
              taken={(sample) => taken(sample, where)}
            />
          ) : (
            <Button type="primary" disabled={!isSaid(where)} loading={fetch.isPending} onClick={() => fetch.mutate()}>
              {t("sources.where.fetch")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
