import { useTranslation } from "react-i18next";
import type { FaultShape } from "@/api";
import { useWord } from "@/ui/code";
import { NOTHING, useFormat } from "@/ui/format";
import { Pill } from "@/ui/Pill";
import css from "./WrongRow.module.css";

type Row = { row: number; faults: FaultShape[]; content: Record<string, unknown> | null; raw: string };
type Props = { row: Row; corrected?: Set<string> };

/** The columns of a row that are wrong, by name; a fault of joined columns (`A + B`) marks each of them. */
export function wrongColumns(faults: FaultShape[]): Set<string> {
  return new Set(faults.flatMap(({ field }) => (field ? [field, ...field.split(" + ")] : [])));
}

const NONE = new Set<string>();

/** A row that does not land, column by column, with the wrong cells marked, and those that were corrected. */
export function WrongRow({ row, corrected = NONE }: Props) {
  const { t } = useTranslation();
  const { count } = useFormat();
  const wrong = wrongColumns(row.faults);
  return (
    <div className={css.row}>
      <div className={css.head}>
        <span className={css.number}>{t("ingest.rejected.rowNumber", { row: count(row.row) })}</span>
        <Faults faults={row.faults} />
      </div>
      {row.content ? (
        <dl className={css.cells}>
          {Object.entries(row.content).map(([column, value]) => (
            <div key={column} className={corrected.has(column) ? css.corrected : wrong.has(column) ? css.wrong : ""}>
              <dt>{column}</dt>
              <dd>{text(value)}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <code className={css.raw}>{row.raw}</code>
      )}
    </div>
  );
}

/** Why a row does not land: the column and the reason, one after the other. */
export function Faults({ faults }: { faults: FaultShape[] }) {
  const word = useWord();
  return (
    <>
      {faults.map((fault) => (
        <Pill key={`${fault.field} ${fault.reason}`} tone="amber">
          {fault.field && `${fault.field}: `}
          {word("rejection", fault.reason)}
        </Pill>
      ))}
    </>
  );
}

function text(value: unknown): string {
  if (value === null || value === undefined || value === "") return NOTHING;
  return typeof value === "string" ? value : JSON.stringify(value);
}
