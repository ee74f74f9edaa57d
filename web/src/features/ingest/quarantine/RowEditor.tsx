import { useMutation } from "@tanstack/react-query";
import { Button, Checkbox, Input } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { correctRow, correctRows, type LoadShape, type QuarantinedRowShape } from "@/api";
import { refresh } from "@/server";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { useNotice } from "@/ui/Notices";
import { ProblemNote } from "@/ui/States";
import { type Cells, cellsOf, changes, sameFault } from "./corrections";
import css from "./Quarantine.module.css";
import { Faults, wrongColumns } from "./WrongRow";

type Props = { load: LoadShape; row: QuarantinedRowShape; columns: string[]; close: () => void };

/** The cells of a row to be corrected in their place; one wrong value may be corrected in all rows alike. */
export function RowEditor({ load, row, columns, close }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const { count } = useFormat();
  const notice = useNotice();
  const ids = useId();
  const before = cellsOf(row, columns);
  const [cells, setCells] = useState<Cells>(before);
  const [everywhere, setEverywhere] = useState(false);
  const wrong = wrongColumns(row.faults);
  const changed = changes(before, cells);
  const fault = sameFault(row.faults, changed);
  const save = useMutation({
    mutationFn: async () => {
      if (everywhere && fault) {
        const body = { column: fault.column, reason: fault.reason, value: fault.value, becomes: fault.becomes };
        return (await correctRows({ path: { load_id: load.id }, body, throwOnError: true })).data.rows;
      }
      await correctRow({
        path: { load_id: load.id, row: row.row },
        body: { content: row.content ? changed : cells },
        throwOnError: true,
      });
      return 1;
    },
    onSuccess: async (rows) => {
      notice({ tone: "green", title: t("ingest.rejected.fixedNow", { count: rows }) });
      close();
      await refresh("listQuarantine");
    },
  });
  const ready = Object.keys(changed).length > 0 && !save.isPending;
  return (
    <form
      className={css.editor}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) save.mutate();
      }}
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <div className={css.faults}>
        <span>{t("ingest.rejected.rowNumber", { row: count(row.row) })}</span>
        <Faults faults={row.faults} />
      </div>
      <div className={css.cells}>
        {Object.entries(cells).map(([column, value]) => (
          <label key={column} htmlFor={`${ids}-${column}`} className={wrong.has(column) ? css.wrong : ""}>
            {column}
            <Input
              id={`${ids}-${column}`}
              size="small"
              autoFocus={wrong.has(column) && column === [...wrong][0]}
              status={wrong.has(column) && !(column in changed) ? "error" : undefined}
              value={value ?? ""}
              onChange={(event) => setCells({ ...cells, [column]: event.target.value || null })}
            />
          </label>
        ))}
      </div>
      {!row.content && <code className={css.raw}>{row.raw}</code>}
      {fault && (
        <Checkbox checked={everywhere} onChange={(event) => setEverywhere(event.target.checked)}>
          {t("ingest.rejected.everywhere", {
            column: fault.column,
            value: fault.value ?? t("ingest.rejected.empty"),
            reason: word("rejection", fault.reason),
          })}
        </Checkbox>
      )}
      {save.error && <ProblemNote error={save.error} />}
      <div className={css.actions}>
        <Button size="small" type="primary" htmlType="submit" disabled={!ready} loading={save.isPending}>
          {t("ingest.rejected.keep")}
        </Button>
        <Button size="small" onClick={close}>
          {t("ui.cancel")}
        </Button>
      </div>
    </form>
  );
}
