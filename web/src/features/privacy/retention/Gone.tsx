import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { LettingGoOut } from "@/api";
import { listGoneOptions } from "@/api/@tanstack/react-query.gen";
import { useFormat } from "@/ui/format";
import { Pager, usePaging } from "@/ui/Pager";
import { Panel } from "@/ui/Panel";
import { Pill } from "@/ui/Pill";
import { type Column, Rows } from "@/ui/Rows";
import { Loaded, Nothing } from "@/ui/States";

/** What went by one rule, night by night. */
export function Gone({ rule }: { rule: string }) {
  const { t } = useTranslation();
  const paging = usePaging(20);
  const gone = useQuery(listGoneOptions({ query: { rule, limit: paging.limit, offset: paging.offset } }));
  const columns = useColumns();
  return (
    <Panel title={t("retention.gone")} flush>
      <Loaded query={gone} rows={2}>
        {({ items, total }) =>
          total === 0 ? (
            <Nothing title={t("retention.nothingWent")} />
          ) : (
            <>
              <Rows
                label={t("retention.gone")}
                rows={items}
                columns={columns}
                keyOf={(row) => `${row.version} ${row.before}`}
              />
              <Pager paging={paging} total={total} />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function useColumns(): Column<LettingGoOut>[] {
  const { t } = useTranslation();
  const { count, day, dateTime } = useFormat();
  return [
    { key: "at", label: t("retention.at"), tight: true, lead: true, show: (row) => dateTime(row.started_at) },
    { key: "before", label: t("retention.before"), tight: true, show: (row) => day(row.before) },
    { key: "way", label: t("retention.wayLabel"), show: (row) => t(`retention.way.${row.way as "remove"}`) },
    { key: "held", label: t("retention.held"), align: "end", show: (row) => count(row.held) },
    { key: "gone", label: t("retention.wentRows"), align: "end", show: (row) => count(row.gone) },
    {
      key: "state",
      label: t("retention.state"),
      tight: true,
      show: (row) => (
        <Pill tone={row.finished_at ? "neutral" : "amber"}>
          {t(row.finished_at ? "retention.done" : "retention.unfinished")}
        </Pill>
      ),
    },
  ];
}
