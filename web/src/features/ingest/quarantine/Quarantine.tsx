import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { type LoadShape, type QuarantineCounts, type QuarantinedRowShape, replayLoad } from "@/api";
import { listQuarantineOptions } from "@/api/@tanstack/react-query.gen";
import { useSession } from "@/features/access/session";
import { refresh } from "@/server";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { useNotice } from "@/ui/Notices";
import { Pager, usePaging } from "@/ui/Pager";
import { Panel } from "@/ui/Panel";
import { Loaded, Nothing, ProblemNote } from "@/ui/States";
import css from "./Quarantine.module.css";
import { QuarantinedRow } from "./QuarantinedRow";

const STATUSES = ["all", "open", "corrected", "replaying", "replayed", "dropped"] as const;
type Status = (typeof STATUSES)[number];

/** The rows of a load that did not land: seen, corrected one by one or all alike, and replayed. */
export function Quarantine({ load }: { load: LoadShape }) {
  const { t } = useTranslation();
  const word = useWord();
  const { count } = useFormat();
  const paging = usePaging(20);
  const [status, setStatus] = useState<Status>("all");
  const [reason, setReason] = useState("");
  const rows = useQuery({
    ...listQuarantineOptions({
      path: { load_id: load.id },
      query: {
        status: status === "all" ? undefined : status,
        reason: reason || undefined,
        limit: paging.limit,
        offset: paging.offset,
      },
    }),
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => (state.data?.counts.replaying ? 1_500 : false),
  });
  const label = (value: Status, counts?: QuarantineCounts) => {
    const rowsOf = value === "all" ? counts?.rows : counts?.[value];
    return `${word("rowStatus", value)}${rowsOf === undefined ? "" : ` ${count(rowsOf)}`}`;
  };
  return (
    <Panel
      title={t("ingest.rejected.title")}
      flush
      extra={rows.data && !rows.data.folded && <Replay load={load} counts={rows.data.counts} />}
    >
      {rows.data?.folded && (
        <div className={css.folded} role="note">
          <strong>{t("ingest.folded.title")}</strong>
          <span>{t("ingest.folded.why")}</span>
          <span>{t("ingest.folded.do")}</span>
        </div>
      )}
      <div className={css.filters}>
        <Segmented<Status>
          size="small"
          aria-label={t("ingest.rejected.status")}
          value={status}
          onChange={(next) => {
            setStatus(next);
            paging.toStart();
          }}
          options={STATUSES.filter((value) => value === "all" || value === "open" || rows.data?.counts[value]).map(
            (value) => ({ value, label: label(value, rows.data?.counts) }),
          )}
        />
        <Select
          size="small"
          variant="filled"
          aria-label={t("ingest.rejected.reason")}
          value={reason}
          onChange={(next) => {
            setReason(next);
            paging.toStart();
          }}
          popupMatchSelectWidth={false}
          options={[
            { value: "", label: t("ingest.rejected.allReasons") },
            ...Object.entries(load.reasons).map(([value, times]) => ({
              value,
              label: `${word("rejection", value)} ${count(times)}`,
            })),
          ]}
        />
      </div>
      <Loaded query={rows} rows={6}>
        {({ items, total, folded }) =>
          items.length === 0 ? (
            <Nothing title={t("ingest.rejected.none")} />
          ) : (
            <>
              <ul className={css.rows}>
                {items.map((row) => (
                  <QuarantinedRow key={row.row} load={load} row={row} columns={folded ? [] : columnsOf(items)} />
                ))}
              </ul>
              <Pager paging={paging} total={total} />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

/** The columns of the file, as any of its rows that could be taken apart names them. */
const columnsOf = (rows: QuarantinedRowShape[]): string[] =>
  Object.keys(rows.find(({ content }) => content !== null)?.content ?? {});

/** Lands the corrected rows, or every open one through the mapping of today, as a load of its own. */
function Replay({ load, counts }: { load: LoadShape; counts: QuarantineCounts }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const notice = useNotice();
  const navigate = useNavigate();
  const replay = useMutation({
    mutationFn: async (rows: "corrected" | "all") =>
      (await replayLoad({ path: { load_id: load.id }, body: { rows }, throwOnError: true })).data,
    onSuccess: async (answer) => {
      const made = answer.load;
      notice({
        tone: "green",
        title: t("ingest.replay.asked", { count: answer.rows }),
        action: made ? { label: t("ingest.replay.see"), act: () => void navigate(`/loads/${made.id}`) } : undefined,
      });
      await refresh("listQuarantine", "listLoads", "getLoad");
    },
  });
  if (!may("data.load") || load.state !== "landed") return null;
  return (
    <>
      {replay.error && <ProblemNote error={replay.error} />}
      {counts.open > 0 && (
        <Button size="small" loading={replay.isPending} onClick={() => replay.mutate("all")}>
          {t("ingest.replay.all", { count: counts.open + counts.corrected })}
        </Button>
      )}
      <Button
        size="small"
        type="primary"
        disabled={counts.corrected === 0}
        loading={replay.isPending}
        onClick={() => replay.mutate("corrected")}
      >
        {t("ingest.replay.corrected", { count: counts.corrected })}
      </Button>
    </>
  );
}
