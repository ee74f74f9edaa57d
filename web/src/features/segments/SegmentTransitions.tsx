import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { SegmentTransition } from "@/api";
import { listSegmentTransitionsOptions } from "@/api/@tanstack/react-query.gen";
import { Seen } from "@/features/access/sight/NotShown";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Pager, usePaging } from "@/ui/Pager";
import { Panel } from "@/ui/Panel";
import { type Column, Rows } from "@/ui/Rows";
import { Loaded, Nothing } from "@/ui/States";
import css from "./Segment.module.css";

const CAUSES = ["run", "touch", "list"] as const;

/** Who entered and left a segment lately, and why. */
export function SegmentTransitions({ segment }: { segment: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const paging = usePaging(25);
  const query = { limit: paging.limit, offset: paging.offset };
  const moved = useQuery(listSegmentTransitionsOptions({ path: { key: segment }, query }));
  const columns = useColumns();
  return (
    <Panel title={t("definitions.segments.moved.title")} flush>
      <Loaded query={moved} rows={6}>
        {({ items, total }) =>
          items.length === 0 ? (
            <Nothing title={t("definitions.segments.moved.none")} />
          ) : (
            <>
              <Rows
                label={t("definitions.segments.moved.title")}
                rows={items}
                columns={columns}
                keyOf={(each) => `${each.customer_id} ${each.at} ${each.change}`}
                open={(each) => void navigate(`/customers/${encodeURIComponent(each.customer_id)}`)}
              />
              <Pager paging={paging} total={total} />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function useColumns(): Column<SegmentTransition>[] {
  const { t } = useTranslation();
  const word = useWord();
  const { dateTime } = useFormat();
  const why = (cause: string) => {
    const [kind, ...of] = cause.split(" ");
    const known = CAUSES.find((each) => each === kind);
    return known ? t(`definitions.segments.cause.${known}`, { of: of.join(" ") }) : cause;
  };
  return [
    {
      key: "name",
      label: word("field", "name"),
      lead: true,
      show: (each) => (
        <Seen column="name" value={each.name}>
          <strong>{each.name ?? each.customer_id}</strong>
        </Seen>
      ),
    },
    {
      key: "change",
      label: t("definitions.segments.moved.change"),
      show: (each) => (
        <span className={each.change === "entered" ? css.come : css.go}>
          {t(`definitions.segments.moved.${each.change}`)}
        </span>
      ),
    },
    { key: "at", label: t("definitions.segments.moved.at"), tight: true, show: (each) => dateTime(each.at) },
    {
      key: "cause",
      label: t("definitions.segments.moved.cause"),
      show: (each) => (
        <>
          {why(each.cause)}
          {each.because && <div className={css.note}>{each.because}</div>}
        </>
      ),
    },
  ];
}
