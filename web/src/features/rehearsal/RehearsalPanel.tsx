import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Progress, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { askRehearsal, cancelRehearsal } from "@/api";
import {
  getRehearsalOptions,
  getRehearsalQueryKey,
  listRehearsalsOptions,
  listRehearsalsQueryKey,
} from "@/api/@tanstack/react-query.gen";
import { useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { Nothing, ProblemNote } from "@/ui/States";
import css from "./Rehearsal.module.css";
import { RehearsalResult } from "./RehearsalResult";

const HORIZONS = [14, 30, 60, 90];

type Props = {
  /** The rule to be rehearsed, as it is written now; it need not be published. */
  body: Record<string, unknown>;
  /** Show the newest rehearsal of the rule with this key until another is asked for. */
  newestOf?: string;
};

/** What a rule would have done over the past year: asks for it, follows it, shows it. */
export function RehearsalPanel({ body, newestOf }: Props) {
  const { t } = useTranslation();
  const [horizon, setHorizon] = useState(90);
  const [asked, setAsked] = useState<string>();
  const cache = useQueryClient();
  const newest = useQuery({
    ...listRehearsalsOptions({ query: { rule: newestOf ?? "", limit: 1 } }),
    enabled: !!newestOf,
  });
  const ask = useMutation({
    mutationFn: async () => (await askRehearsal({ body: { body, horizon }, throwOnError: true })).data,
    onSuccess: (rehearsal) => {
      setAsked(rehearsal.id);
      if (newestOf)
        void cache.invalidateQueries({ queryKey: listRehearsalsQueryKey({ query: { rule: newestOf, limit: 1 } }) });
    },
  });
  const shown = asked ?? newest.data?.items[0]?.id;
  return (
    <Panel
      title={t("rehearsal.title")}
      extra={
        <div className={css.ask}>
          <Segmented
            aria-label={t("rehearsal.horizon")}
            size="small"
            value={horizon}
            onChange={setHorizon}
            options={HORIZONS.map((days) => ({ value: days, label: t("rehearsal.days", { count: days }) }))}
          />
          <Button type="primary" loading={ask.isPending} onClick={() => ask.mutate()}>
            {t("rehearsal.ask")}
          </Button>
        </div>
      }
    >
      {ask.error && <ProblemNote error={ask.error} />}
      {shown ? <OneRehearsal id={shown} /> : <Nothing title={t("rehearsal.none")}>{t("rehearsal.noneHint")}</Nothing>}
    </Panel>
  );
}

/** One rehearsal: how far it is, or what it found. */
function OneRehearsal({ id }: { id: string }) {
  const { t } = useTranslation();
  const { day } = useFormat();
  const cache = useQueryClient();
  const path = { rehearsal_id: id };
  const query = useQuery({
    ...getRehearsalOptions({ path }),
    refetchInterval: ({ state }) => (isUnderWay(state.data?.state) ? 1000 : false),
  });
  const cancel = useMutation({
    mutationFn: async () => (await cancelRehearsal({ path, throwOnError: true })).data,
    onSettled: () => cache.invalidateQueries({ queryKey: getRehearsalQueryKey({ path }) }),
  });
  const rehearsal = query.data;
  if (query.error) return <ProblemNote error={query.error} retry={() => void query.refetch()} />;
  if (!rehearsal) return null;
  if (isUnderWay(rehearsal.state))
    return (
      <div className={css.progress} role="status">
        <Progress percent={Math.round(rehearsal.share * 100)} />
        <span>
          {rehearsal.state === "queued"
            ? t("rehearsal.queued")
            : rehearsal.doing && t("rehearsal.doing", { day: day(rehearsal.doing) })}
        </span>
        <Button size="small" onClick={() => cancel.mutate()} loading={cancel.isPending}>
          {t("rehearsal.cancel")}
        </Button>
      </div>
    );
  if (rehearsal.state === "cancelled") return <Nothing title={t("rehearsal.cancelled")} />;
  if (!rehearsal.result)
    return (
      <Nothing title={t("rehearsal.failed")}>
        <p>{rehearsal.why}</p>
      </Nothing>
    );
  return <RehearsalResult id={id} result={rehearsal.result} published={rehearsal.published} />;
}

const isUnderWay = (state: string | undefined) => state === "queued" || state === "running";
