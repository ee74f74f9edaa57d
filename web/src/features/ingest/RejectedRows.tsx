import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { RejectedRowShape } from "@/api";
import { listRejectedRowsOptions } from "@/api/@tanstack/react-query.gen";
import { useWord } from "@/ui/code";
import { NOTHING, useFormat } from "@/ui/format";
import { Pager, usePaging } from "@/ui/Pager";
import { Pill } from "@/ui/Pill";
import { type Column, Rows } from "@/ui/Rows";
import { Loaded } from "@/ui/States";
import css from "./ingest.module.css";

/** The rows of a load that did not land, each with what was wrong and the whole row as it was delivered. */
export function RejectedRows({ loadId }: { loadId: string }) {
  const { t } = useTranslation();
  const word = useWord();
  const { count } = useFormat();
  const paging = usePaging(50);
  const rows = useQuery(
    listRejectedRowsOptions({ path: { load_id: loadId }, query: { limit: paging.limit, offset: paging.offset } }),
  );
  const columns: Column<RejectedRowShape>[] = [
    { key: "row", label: t("ingest.rejected.row"), align: "end", show: (row) => count(row.row) },
    {
      key: "reason",
      label: t("ingest.rejected.reason"),
      show: (row) => <Pill tone="amber">{word("rejection", row.reason)}</Pill>,
    },
    { key: "field", label: t("ingest.rejected.field"), show: (row) => row.field ?? NOTHING },
    {
      key: "value",
      label: t("ingest.rejected.value"),
      show: (row) => <code className={css.content}>{row.value ?? NOTHING}</code>,
    },
    {
      key: "content",
      label: t("ingest.rejected.content"),
      lead: true,
      show: (row) => <code className={css.content}>{row.content}</code>,
    },
  ];
  return (
    <Loaded query={rows} rows={6}>
      {({ items, total }) => (
        <>
          <Rows
            label={t("ingest.rejected.title")}
            rows={items}
            columns={columns}
            keyOf={(row) => `${row.row} ${row.field ?? ""} ${row.reason}`}
          />
          <Pager paging={paging} total={total} />
        </>
      )}
    </Loaded>
  );
}
