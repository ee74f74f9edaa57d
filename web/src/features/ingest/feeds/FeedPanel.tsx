import { CloudDownloadOutlined, PauseOutlined, PlayCircleOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { type FeedShape, fetchFeedNow, pauseFeed, resumeFeed } from "@/api";
import { useSession } from "@/features/access/session";
import { refresh } from "@/server";
import { useWord } from "@/ui/code";
import { Facts } from "@/ui/Facts";
import { NOTHING, useFormat } from "@/ui/format";
import { useNotice } from "@/ui/Notices";
import { Panel } from "@/ui/Panel";
import { Pill } from "@/ui/Pill";
import { ProblemNote } from "@/ui/States";
import type { Tone } from "@/ui/tone";
import css from "../ingest.module.css";

const TONES: Record<string, Tone> = {
  new: "neutral",
  waiting: "green",
  fetching: "blue",
  failing: "red",
  paused: "amber",
};

/** Where a feed stands. */
export function FeedState({ state }: { state: FeedShape["state"] }) {
  const word = useWord();
  return (
    <Pill tone={TONES[state] ?? "neutral"} dot>
      {word("feedState", state)}
    </Pill>
  );
}

/** How far a fetched source has come, what is wrong with it, and fetching, pausing and going on. */
export function FeedPanel({ feed }: { feed: FeedShape }) {
  const { t } = useTranslation();
  const word = useWord();
  const { may } = useSession();
  const { dateTime, age, count } = useFormat();
  return (
    <Panel
      title={t("feeds.title")}
      extra={
        <>
          <FeedState state={feed.state} />
          {may("data.load") && <FeedActions feed={feed} />}
        </>
      }
    >
      {feed.error && (
        <div className={css.failure} role="alert">
          <strong>{feed.error.what}</strong>
          {feed.error.where && <span className={css.about}>{t("ui.problem.where", { place: feed.error.where })}</span>}
          {feed.error.do && <span>{feed.error.do}</span>}
        </div>
      )}
      <Facts
        wide
        items={[
          { key: "connection", label: t("feeds.connection"), value: feed.connection },
          {
            key: "every",
            label: t("feeds.every"),
            value: feed.fetch_every ? word("duration", feed.fetch_every) : t("sources.checks.onDemand"),
          },
          { key: "fetched", label: t("feeds.fetchedAt"), value: feed.fetched_at ? age(feed.fetched_at) : NOTHING },
          { key: "due", label: t("feeds.dueAt"), value: dateTime(feed.due_at) },
          feed.way === "files"
            ? { key: "files", label: t("feeds.files"), value: count(feed.files) }
            : { key: "cursor", label: t("feeds.cursor"), value: feed.cursor ?? NOTHING },
          { key: "failures", label: t("feeds.failures"), value: count(feed.failures) },
        ]}
      />
    </Panel>
  );
}

function FeedActions({ feed }: { feed: FeedShape }) {
  const { t } = useTranslation();
  const notice = useNotice();
  const path = { source: feed.source };
  const done = () => refresh("listFeeds", "listSources", "listLoads", "listJobs");
  const fetch = useMutation({
    mutationFn: () => fetchFeedNow({ path, throwOnError: true }),
    onSuccess: () => {
      notice({ tone: "green", title: t("feeds.asked") });
      return done();
    },
  });
  const pause = useMutation({
    mutationFn: (on: boolean) =>
      on ? pauseFeed({ path, throwOnError: true }) : resumeFeed({ path, throwOnError: true }),
    onSuccess: async (_, on) => {
      notice({
        tone: "green",
        title: t(on ? "feeds.pausedNow" : "feeds.resumedNow"),
        action: { label: t("sources.undo"), act: () => pause.mutate(!on) },
      });
      await done();
    },
  });
  const error = fetch.error ?? pause.error;
  return (
    <>
      <Button
        size="small"
        icon={<CloudDownloadOutlined />}
        disabled={feed.state === "paused" || feed.state === "fetching"}
        loading={fetch.isPending}
        onClick={() => fetch.mutate()}
      >
        {t("feeds.fetch")}
      </Button>
      {feed.state === "paused" ? (
        <Button size="small" icon={<PlayCircleOutlined />} onClick={() => pause.mutate(false)}>
          {t("feeds.resume")}
        </Button>
      ) : (
        <Button size="small" icon={<PauseOutlined />} onClick={() => pause.mutate(true)}>
          {t("feeds.pause")}
        </Button>
      )}
      {error && <ProblemNote error={error} />}
    </>
  );
}
