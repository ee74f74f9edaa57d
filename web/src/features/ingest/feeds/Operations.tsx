import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { EventStandingShape, FeedShape } from "@/api";
import { eventsStatusOptions, listFeedsOptions } from "@/api/@tanstack/react-query.gen";
import { useWord } from "@/ui/code";
import { NOTHING, useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { Pill } from "@/ui/Pill";
import { type Column, Rows } from "@/ui/Rows";
import { Loaded, Nothing } from "@/ui/States";
import css from "../ingest.module.css";
import { FeedState } from "./FeedPanel";

const EVERY_MS = 10_000;

/** Every source that is fetched: when it came last, when it is due, what is wrong. */
export function Feeds() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { say, age, dateTime } = useFormat();
  const feeds = useQuery({ ...listFeedsOptions(), refetchInterval: EVERY_MS });
  const columns: Column<FeedShape>[] = [
    {
      key: "source",
      label: t("ingest.source"),
      lead: true,
      show: (feed) => (
        <>
          <strong>{say(feed.name)}</strong>
          <div className={css.about}>{feed.source}</div>
        </>
      ),
    },
    { key: "state", label: t("ingest.state"), show: (feed) => <FeedState state={feed.state} /> },
    {
      key: "fetched",
      label: t("feeds.fetchedAt"),
      show: (feed) => (feed.fetched_at ? age(feed.fetched_at) : NOTHING),
    },
    { key: "due", label: t("feeds.dueAt"), show: (feed) => dateTime(feed.due_at) },
    { key: "error", label: t("feeds.error"), show: (feed) => feed.error?.what ?? NOTHING },
  ];
  return (
    <Panel title={t("feeds.feeds")} flush>
      <Loaded query={feeds} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing title={t("feeds.none")} />
          ) : (
            <Rows
              label={t("feeds.feeds")}
              rows={items}
              columns={columns}
              keyOf={(feed) => feed.source}
              open={(feed) => void navigate(`/sources/${feed.source}`)}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}

/** Every source that is sent events: what waits on disk, what landed, what cannot be read. */
export function Events() {
  const { t } = useTranslation();
  const word = useWord();
  const navigate = useNavigate();
  const { age, count, size } = useFormat();
  const events = useQuery({ ...eventsStatusOptions(), refetchInterval: EVERY_MS });
  const columns: Column<EventStandingShape>[] = [
    {
      key: "source",
      label: t("ingest.source"),
      lead: true,
      show: (item) => (
        <>
          <strong>{item.source}</strong>
          <div className={css.about}>
            {item.listener ? `${item.listener.connection} · ${item.listener.topic}` : word("where", item.arrives)}
          </div>
        </>
      ),
    },
    {
      key: "state",
      label: t("feeds.listener"),
      show: (item) =>
        item.listener ? (
          <Pill tone={LISTENS[item.listener.state]} dot>
            {word("listenerState", item.listener.state)}
          </Pill>
        ) : (
          NOTHING
        ),
    },
    { key: "waiting", label: t("feeds.waiting"), align: "end", show: (item) => size(item.waiting_bytes) },
    { key: "landed", label: t("feeds.landed"), align: "end", show: (item) => count(item.events_landed) },
    {
      key: "dead",
      label: t("feeds.dead"),
      align: "end",
      show: (item) => <span className={item.dead_letters ? css.bad : ""}>{count(item.dead_letters)}</span>,
    },
    {
      key: "at",
      label: t("ingest.freshness"),
      show: (item) => (item.last_landed_at ? age(item.last_landed_at) : t("ingest.never")),
    },
  ];
  return (
    <Panel
      title={t("feeds.events")}
      flush
      extra={
        events.data &&
        t("feeds.room", { waiting: size(events.data.waiting_bytes), limit: size(events.data.waiting_limit) })
      }
    >
      <Loaded query={events} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing title={t("feeds.noEvents")} />
          ) : (
            <Rows
              label={t("feeds.events")}
              rows={items}
              columns={columns}
              keyOf={(item) => item.source}
              open={(item) => void navigate(`/sources/${item.source}`)}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}

const LISTENS = { unknown: "neutral", listening: "green", failing: "red" } as const;
