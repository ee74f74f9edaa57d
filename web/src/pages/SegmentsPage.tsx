import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { SegmentSummary } from "@/api";
import { listSegmentsOptions } from "@/api/@tanstack/react-query.gen";
import { Condition } from "@/features/tags/Condition";
import css from "@/features/tags/TagCatalogue.module.css";
import { useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { type Column, Rows } from "@/ui/Rows";
import { Share } from "@/ui/Share";
import { Loaded, Nothing } from "@/ui/States";

/** Every segment with whom it groups and how many that are. */
export default function SegmentsPage() {
  const { t } = useTranslation();
  const { say } = useFormat();
  const navigate = useNavigate();
  const segments = useQuery(listSegmentsOptions());
  const columns: Column<SegmentSummary>[] = [
    {
      key: "name",
      label: t("definitions.name"),
      lead: true,
      show: (segment) => (
        <>
          <strong>{say(segment.name)}</strong>
          <div className={css.about}>{say(segment.says)}</div>
        </>
      ),
    },
    {
      key: "condition",
      label: t("definitions.condition"),
      lead: true,
      show: (segment) => <Condition sentence={segment.sentence} condition={segment.condition} />,
    },
    {
      key: "count",
      label: t("definitions.customers"),
      show: (segment) => <Share count={segment.count} share={segment.share} />,
    },
  ];
  return (
    <Page title={t("ui.menu.segments")} about={t("definitions.segments.about")}>
      <Panel flush>
        <Loaded query={segments} rows={6}>
          {({ items }) =>
            items.length === 0 ? (
              <Nothing title={t("definitions.none")}>{t("definitions.noneHint")}</Nothing>
            ) : (
              <Rows
                label={t("ui.menu.segments")}
                rows={items}
                columns={columns}
                keyOf={(segment) => segment.key}
                open={(segment) => void navigate(`/segments/${encodeURIComponent(segment.key)}`)}
              />
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}
