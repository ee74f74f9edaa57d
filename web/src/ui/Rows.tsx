import type { KeyboardEvent, ReactNode } from "react";
import css from "./Rows.module.css";

export type Column<T> = {
  key: string;
  label: string;
  show: (row: T) => ReactNode;
  align?: "end";
  /** Never broken into lines: days, numbers. */
  tight?: boolean;
  /** Shown large at the head of the card on a phone. */
  lead?: boolean;
  /** Left out on a phone. */
  minor?: boolean;
};

type Props<T> = {
  label: string;
  rows: T[];
  columns: Column<T>[];
  keyOf: (row: T) => string | number;
  open?: (row: T) => void;
  /** The row that is open beside the table, or that the keyboard stands on. */
  current?: (row: T) => boolean;
};

function onKey(event: KeyboardEvent, open: () => void): void {
  if (event.key !== "Enter" || event.target !== event.currentTarget) return;
  event.preventDefault();
  open();
}

/** A table that becomes a list of cards where it is narrow. A row that opens can be reached and opened by keyboard. */
export function Rows<T>({ label, rows, columns, keyOf, open, current }: Props<T>) {
  const classOf = (column: Column<T>) =>
    [column.align && css.end, column.tight && css.tight, column.lead && css.lead, column.minor && css.minor]
      .filter(Boolean)
      .join(" ");
  return (
    <table className={css.rows} aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.key} scope="col" className={classOf(column)}>
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={keyOf(row)}
            className={`${open ? css.opens : ""} ${current?.(row) ? css.current : ""}`}
            tabIndex={open ? 0 : undefined}
            aria-current={current?.(row) || undefined}
            onClick={open && (() => open(row))}
            onKeyDown={open && ((event) => onKey(event, () => open(row)))}
          >
            {columns.map((column) => (
              <td key={column.key} className={classOf(column)} data-label={column.label}>
                {column.show(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
