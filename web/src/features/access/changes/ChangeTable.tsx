import { useTranslation } from "react-i18next";
import type { ChangeOut } from "@/api";
import css from "@/features/ingest/ingest.module.css";
import { useWord } from "@/ui/code";
import { NOTHING, useFormat } from "@/ui/format";
import { type Column, Rows } from "@/ui/Rows";

/** Entries of the change log: when, who, from where, what it did to which object, and why. */
export function ChangeTable({ changes }: { changes: ChangeOut[] }) {
  const { t } = useTranslation();
  const word = useWord();
  const { dateTime } = useFormat();
  const columns: Column<ChangeOut>[] = [
    {
      key: "at",
      label: t("access.changes.at"),
      tight: true,
      show: (change) => (
        <>
          {dateTime(change.at)}
          <div className={css.about} title={change.hash}>
            #{change.sequence}
          </div>
        </>
      ),
    },
    {
      key: "user",
      label: t("access.changes.user"),
      tight: true,
      show: (change) => (
        <>
          {change.user || t("access.changes.nobody")}
          {change.address && <div className={css.about}>{change.address}</div>}
        </>
      ),
    },
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
  return <Rows label={t("ui.menu.changes")} rows={changes} columns={columns} keyOf={(change) => change.sequence} />;
}

/** The fields that differ: what stood there, and what stands there now; or that it is withheld. */
function Difference({ change }: { change: ChangeOut }) {
  const { t } = useTranslation();
  if (change.withheld) return <span className={css.about}>{t("access.changes.withheld")}</span>;
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
