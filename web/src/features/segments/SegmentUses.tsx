import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { SegmentUse } from "@/api";
import { listSegmentUsesOptions } from "@/api/@tanstack/react-query.gen";
import { useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { type Column, Rows } from "@/ui/Rows";
import { Loaded, Nothing } from "@/ui/States";

const PAGES: Partial<Record<string, string>> = { segment: "/segments/", rule: "/rules" };

/** The definitions that name a segment in a condition. */
export function SegmentUses({ segment }: { segment: string }) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const navigate = useNavigate();
  const uses = useQuery(listSegmentUsesOptions({ path: { key: segment } }));
  const columns: Column<SegmentUse>[] = [
    { key: "name", label: t("definitions.name"), lead: true, show: (use) => <strong>{say(use.name)}</strong> },
    {
      key: "kind",
      label: t("definitions.segments.uses.kind"),
      show: (use) => t(`changes.object.${use.kind}` as "changes.object.rule", { defaultValue: use.kind }),
    },
  ];
  const open = (use: SegmentUse) => {
    const page = PAGES[use.kind];
    if (page) void navigate(page.endsWith("/") ? page + encodeURIComponent(use.key) : page);
  };
  return (
    <Panel title={t("definitions.segments.uses.title")} flush>
      <Loaded query={uses} rows={4}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing title={t("definitions.segments.uses.none")}>{t("definitions.segments.uses.noneHint")}</Nothing>
          ) : (
            <Rows
              label={t("definitions.segments.uses.title")}
              rows={items}
              columns={columns}
              keyOf={(use) => `${use.kind} ${use.key}`}
              open={open}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}
