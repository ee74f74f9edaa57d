import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { SegmentSize } from "@/api";
import { getSegmentHistoryOptions } from "@/api/@tanstack/react-query.gen";
import { figureAxis, nameAxis } from "@/ui/chart/axes";
import { Chart, type ChartOption } from "@/ui/chart/Chart";
import { useFormat } from "@/ui/format";
import { Pager, usePaging } from "@/ui/Pager";
import { Panel } from "@/ui/Panel";
import { type Column, Rows } from "@/ui/Rows";
import { Share } from "@/ui/Share";
import { Loaded, Nothing } from "@/ui/States";
import type { Palette } from "@/ui/theme/palette";
import css from "./Segment.module.css";

/** The size of a segment after each run, with who came and went. */
export function SegmentHistory({ segment }: { segment: string }) {
  const { t } = useTranslation();
  const history = useQuery(getSegmentHistoryOptions({ path: { key: segment } }));
  return (
    <Panel title={t("definitions.segments.history.title")} flush>
      <Loaded query={history} rows={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing title={t("definitions.segments.history.none")} />
          ) : (
            <>
              {items.length > 1 && <SizeChart sizes={items} />}
              <Sizes sizes={[...items].reverse()} />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function SizeChart({ sizes }: { sizes: SegmentSize[] }) {
  const { t } = useTranslation();
  const { count, dayOfYear } = useFormat();
  const name = t("definitions.customers");
  const draw = useCallback(
    (colors: Palette): ChartOption => ({
      xAxis: nameAxis(
        sizes.map((size) => dayOfYear(size.day)),
        colors,
      ),
      yAxis: figureAxis(count, colors),
      series: [
        {
          type: "line",
          name,
          data: sizes.map((size) => size.members),
          showSymbol: sizes.length < 40,
          itemStyle: { color: colors.brand },
          areaStyle: { color: colors.brandSoft },
        },
      ],
    }),
    [sizes, name, count, dayOfYear],
  );
  return (
    <div className={css.chart}>
      <Chart label={t("definitions.segments.history.title")} height={200} draw={draw} />
    </div>
  );
}

function Sizes({ sizes }: { sizes: SegmentSize[] }) {
  const { t } = useTranslation();
  const { count, day } = useFormat();
  const paging = usePaging(25);
  const columns: Column<SegmentSize>[] = [
    {
      key: "day",
      label: t("definitions.segments.history.day"),
      lead: true,
      tight: true,
      show: (size) => day(size.day),
    },
    {
      key: "members",
      label: t("definitions.customers"),
      show: (size) => <Share count={size.members} share={size.share} />,
    },
    {
      key: "entered",
      label: t("definitions.segments.history.entered"),
      align: "end",
      show: (size) => <span className={size.entered ? css.come : undefined}>{count(size.entered)}</span>,
    },
    {
      key: "left",
      label: t("definitions.segments.history.left"),
      align: "end",
      show: (size) => <span className={size.left ? css.go : undefined}>{count(size.left)}</span>,
    },
  ];
  return (
    <>
      <Rows
        label={t("definitions.segments.history.title")}
        rows={sizes.slice(paging.offset, paging.offset + paging.limit)}
        columns={columns}
        keyOf={(size) => size.day}
      />
      <Pager paging={paging} total={sizes.length} />
    </>
  );
}
