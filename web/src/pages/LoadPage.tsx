import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import type { LoadShape } from "@/api";
import { getLoadOptions, getSourceQualityOptions } from "@/api/@tanstack/react-query.gen";
import { Fault } from "@/features/ingest/Fault";
import css from "@/features/ingest/ingest.module.css";
import { LoadActions } from "@/features/ingest/LoadActions";
import { isMoving, LoadState } from "@/features/ingest/LoadState";
import { CheckResults } from "@/features/ingest/quality/CheckResults";
import { Verdict } from "@/features/ingest/quality/Verdict";
import { Quarantine } from "@/features/ingest/quarantine/Quarantine";
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
          about={<Link to={`/sources/${data.source}`}>{data.source}</Link>}
          actions={<LoadActions load={data} />}
        >
          <Counts load={data} />
          {data.error && <Failure error={data.error} />}
          <Standing load={data} />
          <Checks load={data} />
          {(data.rows_rejected ?? 0) > 0 && <Quarantine load={data} />}
          <About load={data} />
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
        { key: "state", label: t("ingest.state"), value: <LoadState state={load.state} /> },
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
      <Fault error={error} />
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

/** What a person must know or decide about the load: that it waits, was undone or let through, or replays another. */
function Standing({ load }: { load: LoadShape }) {
  const { t } = useTranslation();
  const { dateTime } = useFormat();
  const drift = Object.entries(load.drift).filter(([, columns]) => columns.length > 0);
  const word = useWord();
  const decided = [
    load.state === "held" && { key: "held", tone: "amber" as const, text: t("ingest.standing.held") },
    load.undone && { key: "undone", tone: "neutral" as const, text: said("undone", load.undone) },
    load.released && { key: "released", tone: "amber" as const, text: said("released", load.released) },
  ].filter((each) => each !== false && each !== null);
  function said(what: "undone" | "released", { by, at, why }: NonNullable<LoadShape["undone"]>) {
    return t(`ingest.standing.${what}`, { by: by || t("ingest.commandLine"), at: dateTime(at), why });
  }
  if (decided.length === 0 && drift.length === 0 && !load.corrects) return null;
  return (
    <Panel>
      <ul className={css.versions}>
        {decided.map((each) => (
          <li key={each.key}>{each.text}</li>
        ))}
        {load.corrects && (
          <li>
            <span>
              {t("ingest.standing.replays")} <Link to={`/loads/${load.corrects}`}>{t("ingest.standing.original")}</Link>
            </span>
          </li>
        )}
        {drift.map(([change, columns]) => (
          <li key={change}>
            <span>
              <Pill tone="amber">{word("drift", change)}</Pill> {columns.join(", ")}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The checks of the load with their verdicts, where it is among the last of its source. */
function Checks({ load }: { load: LoadShape }) {
  const { t } = useTranslation();
  const quality = useQuery({
    ...getSourceQualityOptions({ path: { source: load.source }, query: { loads: 100 } }),
    enabled: load.verdict !== "",
    retry: false,
  });
  const results = quality.data?.history.find((each) => each.load === load.id)?.results ?? [];
  if (results.length === 0) return null;
  return (
    <Panel title={t("quality.checks")} flush extra={<Verdict verdict={load.verdict} />}>
      <CheckResults results={results} />
    </Panel>
  );
}
