import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Timeline as Page, TimelineEntry } from "@/api";
import { listCustomerTimelineInfiniteOptions } from "@/api/@tanstack/react-query.gen";
import { PanelNotShown } from "@/features/access/sight/NotShown";
import { useSight } from "@/features/access/sight/sight";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { Loaded, Nothing, ProblemNote } from "@/ui/States";
import css from "./Timeline.module.css";
import { Entry } from "./TimelineEntry";

const CHANNELS = ["call", "shop", "app", "web", "sms", "email", "tieline"];
const KINDS = ["call", "visit", "login", "page view", "search", "order", "payment", "campaign", "survey", "work"];
const PAGE = 40;
const CATEGORIES: Record<string, string> = { order: "contract", payment: "money" };

/** Every contact in all channels, newest first; older ones come as one scrolls. */
export function Timeline({ customerId, first, firstAt }: { customerId: string; first: Page; firstAt: number }) {
  const { t } = useTranslation();
  const [channel, setChannel] = useState("");
  const [kind, setKind] = useState("");
  const unfiltered = !channel && !kind;
  const pages = useInfiniteQuery({
    ...listCustomerTimelineInfiniteOptions({
      path: { customer_id: customerId },
      query: { channel, kind, limit: PAGE },
    }),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    // The page's first answer brought the newest entries along; they are not asked for again.
    ...(unfiltered && { initialData: { pages: [first], pageParams: [""] }, initialDataUpdatedAt: firstAt }),
  });
  const sight = useSight();
  const seen = (of: string) => sight.level(of) === "readable";
  const held = !seen("contact") ? "contact" : sight.level("words") === "hidden" ? "words" : null;
  const kinds = KINDS.filter((code) => seen(CATEGORIES[code] ?? "contact"));
  const entries = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel
      title={t("profile.timeline.title")}
      extra={kinds.length > 0 && <Filters {...{ channel, setChannel, kind, setKind, kinds }} />}
      flush
      className={css.panel}
    >
      {held && <PanelNotShown category={held} />}
      <Loaded query={pages} rows={8}>
        {() =>
          entries.length === 0 ? (
            <Nothing title={t(unfiltered ? "profile.timeline.none" : "profile.timeline.noneSuch")} />
          ) : (
            <div className={css.scroll}>
              <Months entries={entries} />
              {pages.isFetchNextPageError && (
                <ProblemNote error={pages.error} retry={() => void pages.fetchNextPage()} />
              )}
              {pages.hasNextPage && !pages.isFetchNextPageError && (
                <More busy={pages.isFetchingNextPage} more={() => void pages.fetchNextPage()} />
              )}
            </div>
          )
        }
      </Loaded>
    </Panel>
  );
}

type FilterProps = {
  channel: string;
  setChannel: (to: string) => void;
  kind: string;
  setKind: (to: string) => void;
  kinds: string[];
};

function Filters({ channel, setChannel, kind, setKind, kinds }: FilterProps) {
  const { t } = useTranslation();
  const word = useWord();
  const choices = (list: "channel" | "kind", all: string, codes: string[]) => [
    { value: "", label: all },
    ...codes.map((code) => ({ value: code, label: word(list, code) })),
  ];
  return (
    <>
      <Select
        size="small"
        variant="filled"
        popupMatchSelectWidth={false}
        aria-label={t("profile.timeline.channel")}
        value={channel}
        onChange={setChannel}
        options={choices("channel", t("profile.timeline.allChannels"), CHANNELS)}
      />
      <Select
        size="small"
        variant="filled"
        popupMatchSelectWidth={false}
        aria-label={t("profile.timeline.kind")}
        value={kind}
        onChange={setKind}
        options={choices("kind", t("profile.timeline.allKinds"), kinds)}
      />
    </>
  );
}

/** Entries under a heading for each month. */
function Months({ entries }: { entries: TimelineEntry[] }) {
  const { month } = useFormat();
  const groups: { name: string; entries: TimelineEntry[] }[] = [];
  for (const entry of entries) {
    const name = month(entry.at);
    const group = groups.at(-1);
    if (group?.name === name) group.entries.push(entry);
    else groups.push({ name, entries: [entry] });
  }
  return groups.map((group) => (
    <section key={group.name}>
      <h3 className={css.month}>{group.name}</h3>
      <ol className={css.entries}>
        {group.entries.map((entry) => (
          <Entry key={entry.entry_id} entry={entry} />
        ))}
      </ol>
    </section>
  ));
}

/** Fetches what is older when it comes into view; a button for who does not scroll. */
function More({ busy, more }: { busy: boolean; more: () => void }) {
  const { t } = useTranslation();
  const end = useRef<HTMLDivElement>(null);
  const ask = useRef(more);
  ask.current = more;
  useEffect(() => {
    const element = end.current;
    if (!element || busy) return;
    const watch = new IntersectionObserver((seen) => seen.some((each) => each.isIntersecting) && ask.current());
    watch.observe(element);
    return () => watch.disconnect();
  }, [busy]);
  return (
    <div ref={end} className={css.more}>
      <Button size="small" type="text" loading={busy} onClick={more}>
        {t("profile.timeline.older")}
      </Button>
    </div>
  );
}
