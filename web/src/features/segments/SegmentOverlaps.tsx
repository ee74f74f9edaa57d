import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { SegmentOverlap } from "@/api";
import { listSegmentOverlapsOptions } from "@/api/@tanstack/react-query.gen";
import { useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { type Column, Rows } from "@/ui/Rows";
import { Share } from "@/ui/Share";
import { Loaded, Nothing } from "@/ui/States";

/** Whom a segment shares with each other one, the greatest overlap first. */
export function SegmentOverlaps({ segment }: { segment: string }) {
  const { t } = useTranslation();
  const { say, percent, count } = useFormat();
  const navigate = useNavigate();
  const overlaps = useQuery(listSegmentOverlapsOptions({ path: { key: segment } }));
  const columns: Column<SegmentOverlap>[] = [
    {
      key: "other",
      label: t("definitions.segments.overlap.other"),
      lead: true,
      show: (each) => <strong>{say(each.name)}</strong>,
    },
    { key: "size", label: t("definitions.customers"), align: "end", minor: true, show: (each) => count(each.size) },
    {
      key: "both",
      label: t("definitions.segments.overlap.both"),
      show: (each) => <Share count={each.both} share={each.of_this} />,
    },
    {
      key: "ofOther",
      label: t("definitions.segments.overlap.ofOther"),
      align: "end",
      show: (each) => percent(each.of_other),
    },
    {
      key: "jaccard",
      label: t("definitions.segments.overlap.jaccard"),
      align: "end",
      show: (each) => percent(each.jaccard),
    },
  ];
  return (
    <Panel title={t("definitions.segments.overlap.title")} flush>
      <Loaded query={overlaps} rows={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing title={t("definitions.segments.overlap.none")} />
          ) : (
            <Rows
              label={t("definitions.segments.overlap.title")}
              rows={items}
              columns={columns}
              keyOf={(each) => each.key}
              open={(each) => void navigate(`/segments/${encodeURIComponent(each.key)}`)}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}
