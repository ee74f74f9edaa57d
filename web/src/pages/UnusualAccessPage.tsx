import { useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { UnusualOut } from "@/api";
import { listUnusualOptions } from "@/api/@tanstack/react-query.gen";
import { useSession } from "@/features/access/session";
import { ReviewDialog } from "@/features/access/unusual/ReviewDialog";
import { useSentence } from "@/features/access/unusual/sentence";
import css from "@/features/access/unusual/unusual.module.css";
import { useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Pager, usePaging } from "@/ui/Pager";
import { Panel } from "@/ui/Panel";
import { Pill } from "@/ui/Pill";
import { type Column, Rows } from "@/ui/Rows";
import { Loaded, Nothing } from "@/ui/States";

const STATES = ["open", "explained", "confirmed"] as const;
const TONES = { open: "amber", explained: "neutral", confirmed: "red" } as const;

/** Who opened customers far from what is usual, and what it was. */
export default function UnusualAccessPage() {
  const { t } = useTranslation();
  const [state, setState] = useState<UnusualOut["state"]>("open");
  const [reviewed, setReviewed] = useState<UnusualOut | null>(null);
  const paging = usePaging(50);
  const found = useQuery(listUnusualOptions({ query: { state, limit: paging.limit, offset: paging.offset } }));
  const columns = useColumns(setReviewed);
  const counts = found.data?.counts;
  return (
    <Page title={t("unusual.title")} about={t("unusual.about")}>
      <Segmented
        className={css.states}
        value={state}
        options={STATES.map((each) => ({
          value: each,
          label: `${t(`unusual.state.${each}`)}${counts ? ` ${counts[each] ?? 0}` : ""}`,
        }))}
        onChange={setState}
      />
      <Panel flush>
        <Loaded query={found} rows={6}>
          {({ items, total }) =>
            items.length === 0 ? (
              <Nothing title={t(`unusual.none.${state}`)} />
            ) : (
              <>
                <Rows label={t("unusual.title")} rows={items} columns={columns} keyOf={(row) => row.id} />
                <Pager paging={paging} total={total} />
              </>
            )
          }
        </Loaded>
      </Panel>
      {reviewed && <ReviewDialog row={reviewed} close={() => setReviewed(null)} />}
    </Page>
  );
}

function useColumns(review: (row: UnusualOut) => void): Column<UnusualOut>[] {
  const { t } = useTranslation();
  const { user, may } = useSession();
  const { dateTime } = useFormat();
  const sentence = useSentence();
  return [
    { key: "what", label: t("unusual.what"), lead: true, show: sentence },
    { key: "kind", label: t("unusual.kind"), tight: true, show: (row) => t(`unusual.kinds.${row.kind}`) },
    {
      key: "state",
      label: t("unusual.stateLabel"),
      tight: true,
      show: (row) => (
        <Pill tone={TONES[row.state]} dot>
          {t(`unusual.state.${row.state}`)}
        </Pill>
      ),
    },
    {
      key: "review",
      label: t("unusual.review"),
      show: (row) => {
        if (row.reviewed_at) return `${row.why} (${row.reviewed_by}, ${dateTime(row.reviewed_at)})`;
        if (row.user === user?.login) return t("unusual.own");
        return (
          may("users.manage") && (
            <Button size="small" onClick={() => review(row)}>
              {t("unusual.review")}
            </Button>
          )
        );
      },
    },
  ];
}
