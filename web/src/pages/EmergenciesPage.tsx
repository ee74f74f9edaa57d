import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { type EmergencyOut, endEmergency } from "@/api";
import { listEmergenciesOptions } from "@/api/@tanstack/react-query.gen";
import css from "@/features/access/emergency/emergency.module.css";
import { ReviewEmergency } from "@/features/access/emergency/ReviewEmergency";
import { useSession } from "@/features/access/session";
import { refresh } from "@/server";
import { useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Pager, usePaging } from "@/ui/Pager";
import { Panel } from "@/ui/Panel";
import { Pill } from "@/ui/Pill";
import { type Column, Rows } from "@/ui/Rows";
import { Loaded, Nothing } from "@/ui/States";

const STATES = ["open", "justified", "unjustified"] as const;
const TONES = { open: "amber", justified: "neutral", unjustified: "red" } as const;

/** Who took a role in an emergency, why, what they saw and did meanwhile, and what a review said. */
export default function EmergenciesPage() {
  const { t } = useTranslation();
  const [state, setState] = useState<EmergencyOut["state"]>("open");
  const [reviewed, setReviewed] = useState<EmergencyOut | null>(null);
  const paging = usePaging(50);
  const found = useQuery({
    ...listEmergenciesOptions({ query: { state, limit: paging.limit, offset: paging.offset } }),
    refetchInterval: 30_000,
  });
  const columns = useColumns(setReviewed);
  const counts = found.data?.counts;
  return (
    <Page title={t("emergency.title")} about={t("emergency.about")}>
      <Segmented
        className={css.states}
        value={state}
        options={STATES.map((each) => ({
          value: each,
          label: `${t(`emergency.state.${each}`)}${counts ? ` ${counts[each] ?? 0}` : ""}`,
        }))}
        onChange={(next) => {
          setState(next);
          paging.toStart();
        }}
      />
      <Panel flush>
        <Loaded query={found} rows={6}>
          {({ items, total }) =>
            items.length === 0 ? (
              <Nothing title={t(`emergency.none.${state}`)} />
            ) : (
              <>
                <Rows label={t("emergency.title")} rows={items} columns={columns} keyOf={(row) => row.id} />
                <Pager paging={paging} total={total} />
              </>
            )
          }
        </Loaded>
      </Panel>
      {reviewed && <ReviewEmergency row={reviewed} close={() => setReviewed(null)} />}
    </Page>
  );
}

function useColumns(review: (row: EmergencyOut) => void): Column<EmergencyOut>[] {
  const { t } = useTranslation();
  const { dateTime, time, say } = useFormat();
  return [
    {
      key: "who",
      label: t("emergency.who"),
      lead: true,
      show: (row) => (
        <>
          <strong>{row.name}</strong> · {row.role_name ? say(row.role_name) : row.role}
          <div className={css.says}>{row.reason}</div>
        </>
      ),
    },
    {
      key: "when",
      label: t("emergency.when"),
      tight: true,
      show: (row) => (
        <>
          {dateTime(row.began)} – {time(row.ended ?? row.until)}
          {row.address && <div className={css.says}>{row.address}</div>}
        </>
      ),
    },
    { key: "did", label: t("emergency.did"), show: (row) => <Did row={row} /> },
    {
      key: "state",
      label: t("emergency.stateLabel"),
      tight: true,
      show: (row) => (
        <Pill tone={row.goes_on ? "red" : TONES[row.state]} dot>
          {t(row.goes_on ? "emergency.ongoing" : `emergency.state.${row.state}`)}
        </Pill>
      ),
    },
    { key: "review", label: t("emergency.review"), show: (row) => <Review row={row} review={review} /> },
  ];
}

/** How much was seen and changed meanwhile, each leading to its entries. */
function Did({ row }: { row: EmergencyOut }) {
  const { t } = useTranslation();
  const { count } = useFormat();
  const days = `user=${row.user}&since=${row.began.slice(0, 10)}&until=${(row.ended ?? row.until).slice(0, 10)}`;
  return (
    <span className={css.did}>
      <Link to={`/changes?kind=looks&${days}`}>{t("emergency.customers", { count: count(row.customers) })}</Link>
      <Link to={`/changes?${days}`}>{t("emergency.changes", { count: count(row.changes) })}</Link>
    </span>
  );
}

function Review({ row, review }: { row: EmergencyOut; review: (row: EmergencyOut) => void }) {
  const { t } = useTranslation();
  const { user, may } = useSession();
  const { dateTime } = useFormat();
  const end = useMutation({
    mutationFn: () => endEmergency({ path: { number: row.id }, throwOnError: true }),
    onSuccess: () => refresh("listEmergencies", "listChanges"),
  });
  if (row.reviewed_at) return `${row.remark} (${row.reviewed_by}, ${dateTime(row.reviewed_at)})`;
  if (row.user === user?.login) return t("emergency.own");
  if (!may("users.manage")) return null;
  return row.goes_on ? (
    <Button size="small" danger loading={end.isPending} onClick={() => end.mutate()}>
      {t("emergency.endFor")}
    </Button>
  ) : (
    <Button size="small" onClick={() => review(row)}>
      {t("emergency.review")}
    </Button>
  );
}
