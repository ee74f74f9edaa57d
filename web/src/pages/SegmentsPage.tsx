import { useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { SegmentSummary } from "@/api";
import { listSegmentsOptions } from "@/api/@tanstack/react-query.gen";
import { useSession } from "@/features/access/session";
import { NewButton } from "@/features/conditions/editor/EditLink";
import { Evaluated } from "@/features/jobs/Evaluated";
import { ListCustomers } from "@/features/segments/ListCustomers";
import segmentCss from "@/features/segments/Segment.module.css";
import { Condition } from "@/features/tags/Condition";
import css from "@/features/tags/TagCatalogue.module.css";
import { Find } from "@/ui/Find";
import { useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { type Column, Rows } from "@/ui/Rows";
import { Share } from "@/ui/Share";
import { Loaded, Nothing } from "@/ui/States";

/** Every segment with whom it groups and how many that are. */
export default function SegmentsPage() {
  const { t } = useTranslation();
  const { say, day } = useFormat();
  const navigate = useNavigate();
  const segments = useQuery(listSegmentsOptions());
  const [text, setText] = useState("");
  const { may } = useSession();
  const [listing, setListing] = useState(false);
  const [order, setOrder] = useState<"name" | "size">("name");
  const before = (one: SegmentSummary, other: SegmentSummary) =>
    (order === "size" && other.count - one.count) || say(one.name).localeCompare(say(other.name));
  const columns: Column<SegmentSummary>[] = [
    {
      key: "name",
      label: t("definitions.name"),
      lead: true,
      show: (segment) => (
        <>
          <strong>{say(segment.name)}</strong>
          <div className={css.about}>{say(segment.says)}</div>
          <Evaluated kind="segment" of={segment.key} />
        </>
      ),
    },
    {
      key: "condition",
      label: t("definitions.condition"),
      lead: true,
      show: (segment) =>
        segment.listed ? (
          say(segment.sentence)
        ) : (
          <Condition sentence={segment.sentence} condition={segment.condition} />
        ),
    },
    {
      key: "count",
      label: t("definitions.customers"),
      show: (segment) => <Share count={segment.count} share={segment.share} />,
    },
  ];
  return (
    <Page
      title={t("ui.menu.segments")}
      about={t("definitions.segments.about")}
      actions={
        <>
          <Find label={t("definitions.segments.find")} text={text} change={setText} />
          <NewButton kind="segment" />
        </>
      }
    >
      <Panel
        title={segments.data?.as_of && t("definitions.segments.asOf", { day: day(segments.data.as_of) })}
        extra={
          <div className={segmentCss.extra}>
            <Segmented
              size="small"
              aria-label={t("definitions.segments.order")}
              value={order}
              onChange={setOrder}
              options={[
                { value: "name", label: t("definitions.segments.byName") },
                { value: "size", label: t("definitions.segments.bySize") },
              ]}
            />
            {may("definitions.publish") && may("customers.read") && (
              <Button size="small" onClick={() => setListing(true)}>
                {t("definitions.segments.list.make")}
              </Button>
            )}
          </div>
        }
        flush
      >
        <Loaded query={segments} rows={6}>
          {({ items }) => {
            if (items.length === 0) return <Nothing title={t("definitions.none")}>{t("definitions.noneHint")}</Nothing>;
            const found = items.filter((segment) => isAbout(segment, text)).sort(before);
            return found.length === 0 ? (
              <Nothing title={t("definitions.segments.nothing")}>{t("definitions.segments.nothingHint")}</Nothing>
            ) : (
              <Rows
                label={t("ui.menu.segments")}
                rows={found}
                columns={columns}
                keyOf={(segment) => segment.key}
                open={(segment) => void navigate(`/segments/${encodeURIComponent(segment.key)}`)}
              />
            );
          }}
        </Loaded>
      </Panel>
      {listing && <ListCustomers close={() => setListing(false)} />}
    </Page>
  );
}

/** Whether a segment is called so, or says so, in either language. */
function isAbout(segment: SegmentSummary, text: string): boolean {
  const said = [segment.key, ...Object.values(segment.name), ...Object.values(segment.says)].join(" ").toLowerCase();
  return said.includes(text.trim().toLowerCase());
}
