import { useQuery } from "@tanstack/react-query";
import { Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";
import { listSegmentsOptions } from "@/api/@tanstack/react-query.gen";
import { useSession } from "@/features/access/session";
import { EditButton } from "@/features/conditions/editor/EditLink";
import css from "@/features/segments/Segment.module.css";
import { SegmentHistory } from "@/features/segments/SegmentHistory";
import { SegmentMembers } from "@/features/segments/SegmentMembers";
import { SegmentOverlaps } from "@/features/segments/SegmentOverlaps";
import { SegmentProfile } from "@/features/segments/SegmentProfile";
import { SegmentTransitions } from "@/features/segments/SegmentTransitions";
import { SegmentUses } from "@/features/segments/SegmentUses";
import { Condition } from "@/features/tags/Condition";
import { useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { Share } from "@/ui/Share";

/** One segment: its condition, the customers in it, what they are like, and where it is used. */
export default function SegmentPage() {
  const { t } = useTranslation();
  const { key = "" } = useParams();
  const { say } = useFormat();
  const [search, setSearch] = useSearchParams();
  const segments = useQuery(listSegmentsOptions());
  const segment = segments.data?.items.find((each) => each.key === key);
  const tabs = [
    {
      key: "members",
      label: t("definitions.segments.tab.members"),
      children: <SegmentMembers segment={key} summary={segment} />,
    },
    { key: "profile", label: t("definitions.segments.tab.profile"), children: <SegmentProfile segment={key} /> },
    { key: "overlap", label: t("definitions.segments.tab.overlap"), children: <SegmentOverlaps segment={key} /> },
    { key: "history", label: t("definitions.segments.tab.history"), children: <Changes segment={key} /> },
    { key: "uses", label: t("definitions.segments.tab.uses"), children: <SegmentUses segment={key} /> },
  ];
  return (
    <Page
      title={segment ? say(segment.name) : key}
      about={segment && say(segment.says)}
      actions={
        segment && (
          <>
            <Share count={segment.count} share={segment.share} />
            {!segment.listed && <EditButton kind="segment" id={key} />}
          </>
        )
      }
    >
      {segment && (
        <Panel title={t("definitions.condition")}>
          {segment.listed ? (
            say(segment.sentence)
          ) : (
            <Condition sentence={segment.sentence} condition={segment.condition} />
          )}
        </Panel>
      )}
      <Tabs
        key={key}
        activeKey={search.get("tab") ?? "members"}
        onChange={(tab) => setSearch(tab === "members" ? {} : { tab }, { replace: true })}
        items={tabs}
        destroyOnHidden
      />
    </Page>
  );
}

/** How a segment changes: its size after each run, and who came and went. */
function Changes({ segment }: { segment: string }) {
  const { may } = useSession();
  return (
    <div className={css.stack}>
      <SegmentHistory segment={segment} />
      {may("customers.read") && <SegmentTransitions segment={segment} />}
    </div>
  );
}
