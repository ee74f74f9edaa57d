import { CloudDownloadOutlined, PauseOutlined, PlayCircleOutlined, RollbackOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type FeedShape, fetchFeedNow, pauseFeed, resumeFeed, rewindFeed } from "@/api";
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
import { Fault } from "../Fault";
import css from "../ingest.module.css";
import { WhyDialog } from "../WhyDialog";

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

/** How far a fetched source has come, what is wrong with it, and fetching, pausing, going on and beginning anew. */
export function FeedPanel({ feed }: { feed: FeedShape }) {
  const { t } = useTranslation();
  const word = useWord();
  const { may } = useSession();
  const { dateTime, age, count } = useFormat();
  useEffect(() => {
    // A fetch that came to its end may have brought loads.
    if (feed.tried_at || feed.fetched_at) void refresh("listLoads", "listSources", "getSourceQuality");
  }, [feed.tried_at, feed.fetched_at]);
  return (
    <Panel title={t("feeds.title")} extra={<FeedState state={feed.state} />}>
      <div className={css.feed}>
        {feed.error && (
          <div>
            <p className={css.about}>{t("feeds.failing")}</p>
            <Fault error={feed.error} />
            {feed.state === "failing" && (
              <p className={css.about}>
                {feed.due_at ? t("feeds.retryAt", { at: dateTime(feed.due_at) }) : t("feeds.retryNever")}
              </p>
            )}
          </div>
        )}
        <Facts
          wide
          items={[
            { key: "connection", label: t("feeds.connection"), value: feed.connection },
            {
              key: "every",
              label: t("feeds.every"),
              value: feed.fetch_every
                ? t("feeds.everyIs", { every: word("duration", feed.fetch_every) })
                : t("sources.checks.onDemand"),
            },
            { key: "fetched", label: t("feeds.fetchedAt"), value: feed.fetched_at ? age(feed.fetched_at) : NOTHING },
            { key: "due", label: t("feeds.dueAt"), value: dateTime(feed.due_at) },
            feed.way === "files"
              ? { key: "files", label: t("feeds.files"), value: count(feed.files) }
              : { key: "cursor", label: t("feeds.cursor"), value: feed.cursor ?? NOTHING },
            { key: "failures", label: t("feeds.failures"), value: count(feed.failures) },
          ]}
        />
        {may("data.load") && <FeedActions feed={feed} />}
      </div>
    </Panel>
  );
}

function FeedActions({ feed }: { feed: FeedShape }) {
  const { t } = useTranslation();
  const notice = useNotice();
  const [rewinding, askRewind] = useState(false);
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
  const rewind = useMutation({
    mutationFn: (reason: string) => rewindFeed({ path, body: { reason }, throwOnError: true }),
    onSuccess: async () => {
      askRewind(false);
      notice({ tone: "green", title: t("feeds.rewound") });
      await done();
    },
  });
  const error = fetch.error ?? pause.error;
  const begun = feed.cursor !== null || feed.files > 0;
  return (
    <>
      <div className={css.actions}>
        <Button
          type="primary"
          icon={<CloudDownloadOutlined />}
          disabled={feed.state === "paused"}
          loading={fetch.isPending || feed.state === "fetching"}
          onClick={() => fetch.mutate()}
        >
          {t("feeds.fetch")}
        </Button>
        {feed.state === "paused" ? (
          <Button icon={<PlayCircleOutlined />} loading={pause.isPending} onClick={() => pause.mutate(false)}>
            {t("feeds.resume")}
          </Button>
        ) : (
          <Button icon={<PauseOutlined />} loading={pause.isPending} onClick={() => pause.mutate(true)}>
            {t("feeds.pause")}
          </Button>
        )}
        {begun && (
          <Button icon={<RollbackOutlined />} onClick={() => askRewind(true)}>
            {t("feeds.rewind")}
          </Button>
        )}
      </div>
      {error && <ProblemNote error={error} />}
      {rewinding && (
        <WhyDialog
          title={t("feeds.rewind")}
          about={t("feeds.rewindAbout")}
          ok={t("feeds.rewind")}
          busy={rewind.isPending}
          error={rewind.error}
          send={(why) => rewind.mutate(why)}
          close={() => askRewind(false)}
        />
      )}
    </>
  );
}
