import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ChangeOut } from "@/api";
import { listChangesOptions } from "@/api/@tanstack/react-query.gen";
import css from "@/features/ingest/ingest.module.css";
import { useWord } from "@/ui/code";
import { NOTHING, useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Pager, usePaging } from "@/ui/Pager";
import { Panel } from "@/ui/Panel";
import { type Column, Rows } from "@/ui/Rows";
import { Loaded, Nothing } from "@/ui/States";

/** The change log: who did what to which object. */
export default function ChangesPage() {
  const { t } = useTranslation();
  const word = useWord();
  const { dateTime } = useFormat();
  const paging = usePaging(50);
  const changes = useQuery(listChangesOptions({ query: { limit: paging.limit, offset: paging.offset } }));
  const columns: Column<ChangeOut>[] = [
    { key: "at", label: t("access.changes.at"), show: (change) => dateTime(change.at) },
    { key: "user", label: t("access.changes.user"), show: (change) => change.user || NOTHING },
    {
      key: "command",
      label: t("access.changes.command"),
      lead: true,
      show: (change) => <strong>{word("command", change.command)}</strong>,
    },
    {
      key: "object",
      label: t("access.changes.object"),
      show: (change) => (
        <>
          {word("object", change.object_kind)} <span className={css.about}>{change.object_id}</span>
        </>
      ),
    },
    { key: "what", label: t("access.changes.what"), lead: true, show: (change) => <Difference change={change} /> },
    { key: "reason", label: t("access.changes.reason"), minor: true, show: (change) => change.reason || NOTHING },
  ];
  return (
    <Page title={t("ui.menu.changes")} about={t("access.changes.about")}>
      <Panel flush>
        <Loaded query={changes} rows={10}>
          {({ items, total }) =>
            items.length === 0 ? (
              <Nothing title={t("access.changes.none")} />
            ) : (
              <>
                <Rows label={t("ui.menu.changes")} rows={items} columns={columns} keyOf={(change) => change.sequence} />
                <Pager paging={paging} total={total} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}

/** The fields that differ: what stood there, and what stands there now. */
function Difference({ change }: { change: ChangeOut }) {
  const before = change.before ?? {};
  const after = change.after ?? {};
  const write = (value: unknown) =>
    value === undefined || value === null || value === ""
      ? NOTHING
      : typeof value === "object"
        ? JSON.stringify(value)
        : String(value);
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
  return (
    <ul className={`${css.content} ${css.reasons}`}>
      {fields.map((field) => (
        <li key={field}>
          {field}: {field in before && `${write(before[field])} → `}
          {write(after[field])}
        </li>
      ))}
    </ul>
  );
}
