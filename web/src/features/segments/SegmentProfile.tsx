import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { SegmentStanding } from "@/api";
import { getSegmentProfileOptions } from "@/api/@tanstack/react-query.gen";
import { useFormat } from "@/ui/format";
import { Pager, usePaging } from "@/ui/Pager";
import { Panel } from "@/ui/Panel";
import { type Column, Rows } from "@/ui/Rows";
import { Loaded, Nothing } from "@/ui/States";
import css from "./Segment.module.css";

/** What is surely more or less common in a segment than among everybody else. */
export function SegmentProfile({ segment }: { segment: string }) {
  const { t } = useTranslation();
  const paging = usePaging(25);
  const profile = useQuery(getSegmentProfileOptions({ path: { key: segment } }));
  const columns = useColumns();
  return (
    <Panel title={t("definitions.segments.profile.title")} flush>
      <Loaded query={profile} rows={8}>
        {({ items, members, fewest }) =>
          items.length === 0 ? (
            <Nothing title={t("definitions.segments.profile.none")}>
              {members < fewest && t("definitions.segments.profile.few", { fewest })}
            </Nothing>
          ) : (
            <>
              <Rows
                label={t("definitions.segments.profile.title")}
                rows={items.slice(paging.offset, paging.offset + paging.limit)}
                columns={columns}
                keyOf={(each) => `${each.tag} ${each.value}`}
              />
              <Pager paging={paging} total={items.length} />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function useColumns(): Column<SegmentStanding>[] {
  const { t } = useTranslation();
  const { say, count } = useFormat();
  return [
    {
      key: "value",
      label: t("definitions.segments.profile.value"),
      lead: true,
      show: (each) => (
        <>
          <strong>{say(each.name)}</strong>
          {each.shown && <div>{say(each.shown)}</div>}
          {each.named && <div className={css.note}>{t("definitions.segments.profile.named")}</div>}
        </>
      ),
    },
    { key: "lift", label: t("definitions.segments.profile.lift"), show: (each) => <Lift each={each} /> },
    {
      key: "shares",
      label: t("definitions.segments.profile.shares"),
      show: (each) => <Shares inside={each.share} all={each.share_of_all} />,
    },
    { key: "count", label: t("definitions.customers"), align: "end", show: (each) => count(each.count) },
  ];
}

function Lift({ each }: { each: SegmentStanding }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  if (each.lift == null) return null;
  const times = number(Math.round(each.lift * 100) / 100);
  return (
    <span className={each.lift > 1 ? css.more : css.less}>{t("definitions.segments.profile.times", { times })}</span>
  );
}

function Shares({ inside, all }: { inside: number; all: number }) {
  const { percent } = useFormat();
  return (
    <div className={css.pair}>
      <Bar share={inside} kind={css.here} />
      <span>{percent(inside)}</span>
      <Bar share={all} kind={css.all} />
      <span className={css.note}>{percent(all)}</span>
    </div>
  );
}

function Bar({ share, kind }: { share: number; kind: string | undefined }) {
  return (
    <span className={css.bar} aria-hidden>
      <span className={kind} style={{ width: `${Math.min(1, share) * 100}%` }} />
    </span>
  );
}
