import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ConnectionShape, fetchSample, type SampleShape } from "@/api";
import { listConnectionsOptions } from "@/api/@tanstack/react-query.gen";
import type { Where } from "@/features/ingest/draft/draft";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { Loaded, Nothing, ProblemNote } from "@/ui/States";
import { FileSample } from "./FileSample";
import { WhereFields } from "./WhereFields";
import css from "./Wizard.module.css";

type Props = { first: Where; taken: (sample: SampleShape, where: Where) => void };

/** A sample fetched through a published connection: files by a glob, a table or query, a REST path, or a topic. */
export function ConnectionSample({ first, taken }: Props) {
  const { t } = useTranslation();
  const connections = useQuery(listConnectionsOptions());
  return (
    <Loaded query={connections} rows={3}>
      {({ items }) =>
        items.length === 0 ? (
          <Nothing title={t("sources.where.noConnections")}>{t("sources.where.noConnectionsHint")}</Nothing>
        ) : (
          <Chosen connections={items} first={first} taken={taken} />
        )
      }
    </Loaded>
  );
}

function Chosen({ connections, first, taken }: Props & { connections: ConnectionShape[] }) {
  const { t } = useTranslation();
  const word = useWord();
  const { say } = useFormat();
  const ids = useId();
  const [where, setWhere] = useState<Where>(first.connection ? first : {});
  const connection = connections.find(({ key }) => key === where.connection);
  const fetch = useMutation({
    mutationFn: async () => {
      const { connection: key = "", ...rest } = where;
      return (await fetchSample({ body: { connection: key, where: rest }, throwOnError: true })).data;
    },
    onSuccess: (sample) => taken(sample, where),
  });
  const unset = connection?.secrets.filter((secret) => !secret.is_set).map(({ name }) => name) ?? [];
  return (
    <Panel title={t("sources.where.connection")}>
      <div className={css.fields}>
        <label htmlFor={`${ids}-connection`} className={css.whole}>
          {t("sources.where.choose")}
          <Select
            id={`${ids}-connection`}
            value={where.connection}
            placeholder={t("sources.where.chooseHint")}
            onChange={(key: string) => setWhere({ connection: key })}
            options={connections.map((each) => ({
              value: each.key,
              label: `${say(each.name)} · ${word("connectionType", each.type)} · ${each.key}`,
            }))}
          />
        </label>
        {connection && <WhereFields connection={connection} where={where} change={setWhere} />}
      </div>
      {unset.length > 0 && (
        <p className={css.warning}>{t("sources.where.secretsUnset", { names: unset.join(", ") })}</p>
      )}
      {fetch.error && <ProblemNote error={fetch.error} />}
      {connection && (
        <div className={css.publish}>
          {connection.offers === "topic" ? (
            <FileSample
              label={t("sources.where.dropEvents")}
              hint={t("sources.where.topicHint")}
              taken={(sample) => taken(sample, where)}
            />
          ) : (
            <Button type="primary" loading={fetch.isPending} onClick={() => fetch.mutate()}>
              {t("sources.where.fetch")}
            </Button>
          )}
        </div>
      )}
    </Panel>
  );
}
