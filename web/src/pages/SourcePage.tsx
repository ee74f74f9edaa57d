import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import type { SourceShape } from "@/api";
import {
  getDefinitionOptions,
  getSourceQualityOptions,
  listFeedsOptions,
  listLoadsOptions,
  listSourcesOptions,
} from "@/api/@tanstack/react-query.gen";
import { useSession } from "@/features/access/session";
import { Deliver } from "@/features/ingest/Deliver";
import type { SourceBody } from "@/features/ingest/draft/draft";
import { FeedPanel } from "@/features/ingest/feeds/FeedPanel";
import css from "@/features/ingest/ingest.module.css";
import { isMoving } from "@/features/ingest/LoadState";
import { LoadTable } from "@/features/ingest/LoadTable";
import { MappingTable } from "@/features/ingest/mapping/MappingTable";
import { Versions } from "@/features/ingest/mapping/Versions";
import { CheckResults } from "@/features/ingest/quality/CheckResults";
import { Trend } from "@/features/ingest/quality/Trend";
import { Verdict } from "@/features/ingest/quality/Verdict";
import { Freshness } from "@/features/ingest/SourceTable";
import { useWord } from "@/ui/code";
import { Facts } from "@/ui/Facts";
import { NOTHING, useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { Loaded, Nothing } from "@/ui/States";

const LOADS = 10;

/** One source: how fresh and how good it is, its last loads, its mapping, and how that came to be. */
export default function SourcePage() {
  const { key = "" } = useParams();
  const { t } = useTranslation();
  const sources = useQuery({ ...listSourcesOptions(), refetchInterval: 10_000 });
  return (
    <Loaded query={sources} rows={10}>
      {({ items }) => {
        const source = items.find((each) => each.key === key);
        return source ? <OneSource source={source} /> : <Nothing title={t("sources.unknown", { key })} />;
      }}
    </Loaded>
  );
}

function OneSource({ source }: { source: SourceShape }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const { say } = useFormat();
  const navigate = useNavigate();
  const fetched = source.where !== "events" && source.where !== "topic" && source.connection !== null;
  const feeds = useQuery({
    ...listFeedsOptions(),
    enabled: fetched,
    refetchInterval: ({ state }) => (state.data?.items.some((each) => each.state === "fetching") ? 1_000 : 5_000),
  });
  const feed = feeds.data?.items.find((each) => each.source === source.key);
  return (
    <Page
      title={say(source.name)}
      about={source.key}
      actions={
        may("definitions.publish") && (
          <Button onClick={() => void navigate(`/sources/${source.key}/edit`)}>{t("sources.edit")}</Button>
        )
      }
    >
      {feed && <FeedPanel feed={feed} />}
      <About source={source} />
      {may("data.load") && source.where === "files" && !source.connection && <Deliver sources={[source]} only />}
      <Loads source={source.key} />
      <Quality source={source.key} />
      {may("definitions.read") && <Definition source={source.key} />}
    </Page>
  );
}

function About({ source }: { source: SourceShape }) {
  const { t } = useTranslation();
  const word = useWord();
  const { count } = useFormat();
  const from = [word("where", source.where), source.connection, source.files].filter(Boolean).join(" · ");
  return (
    <Panel>
      <Facts
        wide
        items={[
          { key: "fresh", label: t("ingest.freshness"), value: <Freshness source={source} /> },
          { key: "verdict", label: t("quality.verdict"), value: <Verdict verdict={source.last_load?.verdict} /> },
          { key: "from", label: t("sources.step.where"), value: from },
          {
            key: "format",
            label: t("sources.preview.format"),
            value: `${word("formatType", source.format)} · ${source.encoding}`,
          },
          {
            key: "records",
            label: t("ingest.records"),
            value: source.records.map((record) => word("record", record)).join(" · "),
          },
          {
            key: "every",
            label: t("sources.checks.expectedEvery"),
            value: source.expected_every ? word("duration", source.expected_every) : NOTHING,
          },
          { key: "landed", label: t("ingest.rows.landed"), value: count(source.rows_landed) },
          { key: "rejected", label: t("ingest.rows.rejected"), value: count(source.rows_rejected) },
        ]}
      />
    </Panel>
  );
}

function Loads({ source }: { source: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const loads = useQuery({
    ...listLoadsOptions({ query: { source, limit: LOADS } }),
    refetchInterval: (query) => (query.state.data?.items.some(isMoving) ? 1_500 : 30_000),
  });
  return (
    <Panel
      title={t("sources.lastLoads")}
      flush
      extra={<Link to={`/loads?source=${encodeURIComponent(source)}`}>{t("sources.allLoads")}</Link>}
    >
      <Loaded query={loads} rows={4}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing title={t("ingest.noLoads")} />
          ) : (
            <LoadTable loads={items} open={(load) => void navigate(`/loads/${load.id}`)} />
          )
        }
      </Loaded>
    </Panel>
  );
}

function Quality({ source }: { source: string }) {
  const { t } = useTranslation();
  const quality = useQuery(getSourceQualityOptions({ path: { source }, query: { loads: 60 } }));
  return (
    <Panel title={t("ui.menu.quality")} extra={quality.data && <Verdict verdict={quality.data.verdict} />}>
      <Loaded query={quality} rows={3}>
        {(data) =>
          data.trend.length === 0 ? (
            <Nothing title={t("quality.noLoads")} />
          ) : (
            <>
              <p className={css.about}>{t("quality.trendHint")}</p>
              <Trend points={data.trend} large />
              {data.latest.length > 0 && <CheckResults results={data.latest} />}
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Definition({ source }: { source: string }) {
  const { t } = useTranslation();
  const definition = useQuery(getDefinitionOptions({ path: { kind: "source", key: source } }));
  return (
    <Loaded query={definition} rows={6}>
      {(data) => (
        <>
          <Panel title={t("sources.step.mapping")} flush>
            <MappingTable body={data.body as unknown as SourceBody} />
          </Panel>
          <Versions definition={data} />
        </>
      )}
    </Loaded>
  );
}
