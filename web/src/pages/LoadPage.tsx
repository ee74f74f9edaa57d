import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import type { LoadShape } from "@/api";
import { getLoadOptions } from "@/api/@tanstack/react-query.gen";
import css from "@/features/ingest/ingest.module.css";
import { isMoving, LoadState } from "@/features/ingest/LoadState";
import { RejectedRows } from "@/features/ingest/RejectedRows";
import { useWord } from "@/ui/code";
import { Facts } from "@/ui/Facts";
import { Figures } from "@/ui/Figures";
import { NOTHING, useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { Pill } from "@/ui/Pill";
import { Loaded } from "@/ui/States";

/** One delivery: where it stands, what it brought, and each row that did not land with the reason. */
export default function LoadPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const load = useQuery({
    ...getLoadOptions({ path: { load_id: id } }),
    refetchInterval: ({ state }) => (state.data && isMoving(state.data) ? 1_000 : false),
  });
  return (
    <Loaded query={load} rows={10}>
      {(data) => (
        <Page
          title={data.file_name}
          about={<Link to={`/loads?source=${encodeURIComponent(data.source)}`}>{data.source}</Link>}
          actions={<LoadState state={data.state} />}
        >
          <Counts load={data} />
          {data.error && <Failure error={data.error} />}
          <About load={data} />
          {Object.keys(data.reasons).length > 0 && <Reasons load={data} />}
          {(data.rows_rejected ?? 0) > 0 && (
            <Panel title={t("ingest.rejected.title")} flush>
              <RejectedRows loadId={data.id} />
            </Panel>
          )}
        </Page>
      )}
    </Loaded>
  );
}

function Counts({ load }: { load: LoadShape }) {
  const { t } = useTranslation();
  const { count } = useFormat();
  return (
    <Figures
      items={[
        { key: "received", label: t("ingest.rows.received"), value: count(load.rows_received) },
        { key: "landed", label: t("ingest.rows.landed"), value: count(load.rows_landed) },
        {
          key: "rejected",
          label: t("ingest.rows.rejected"),
          value: count(load.rows_rejected),
          tone: load.rows_rejected ? "red" : undefined,
        },
      ]}
    />
  );
}

function Failure({ error }: { error: NonNullable<LoadShape["error"]> }) {
  const { t } = useTranslation();
  return (
    <Panel title={t("ingest.failure")}>
      <div className={css.failure} role="alert">
        <strong>{error.what}</strong>
        {error.where && <span className={css.about}>{t("ui.problem.where", { place: error.where })}</span>}
        {error.do && <span>{error.do}</span>}
      </div>
    </Panel>
  );
}

function About({ load }: { load: LoadShape }) {
  const { t } = useTranslation();
  const word = useWord();
  const { dateTime, day, duration, count, size } = useFormat();
  const records = Object.entries(load.records).map(([record, rows]) => `${word("record", record)} ${count(rows)}`);
  return (
    <Panel title={t("ingest.load")}>
      <Facts
        wide
        items={[
          { key: "received", label: t("ingest.receivedAt"), value: dateTime(load.received_at) },
          { key: "landed", label: t("ingest.landedAt"), value: dateTime(load.landed_at) },
          { key: "took", label: t("ingest.took"), value: duration(load.seconds) },
          { key: "size", label: t("ingest.size"), value: size(load.bytes) },
          { key: "until", label: t("ingest.reaches"), value: day(load.data_until) },
          { key: "by", label: t("ingest.by"), value: load.asked_by || t("ingest.commandLine") },
          { key: "records", label: t("ingest.records"), value: records.join(" · ") || NOTHING },
          { key: "id", label: t("ingest.id"), value: load.id },
        ]}
      />
    </Panel>
  );
}

function Reasons({ load }: { load: LoadShape }) {
  const { t } = useTranslation();
  const word = useWord();
  const { count } = useFormat();
  return (
    <Panel title={t("ingest.rejected.reasons")}>
      <div className={css.reasons}>
        {Object.entries(load.reasons).map(([reason, rows]) => (
          <Pill key={reason} tone="amber">
            {word("rejection", reason)} <strong>{count(rows)}</strong>
          </Pill>
        ))}
      </div>
    </Panel>
  );
}
