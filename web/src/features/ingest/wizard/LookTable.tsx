import { useTranslation } from "react-i18next";
import type { SampleColumn } from "@/api";
import { useWord } from "@/ui/code";
import { NOTHING, useFormat } from "@/ui/format";
import css from "./LookTable.module.css";

/** The first rows of a sample, below what each column seems to hold. */
export function LookTable({ columns, rows }: { columns: SampleColumn[]; rows: Record<string, string>[] }) {
  const { t } = useTranslation();
  const word = useWord();
  const { percent } = useFormat();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keyboard
    <section className={css.scroll} aria-label={t("sources.preview.rows")} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col">
                {column.name}
                <span>
                  {word("columnKind", column.kind)}
                  {column.unique && ` · ${t("sources.preview.unique")}`}
                  {column.empty_share > 0 &&
                    ` · ${t("sources.mapping.emptyShare", { share: percent(column.empty_share) })}`}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a sample have no other name
            <tr key={at}>
              {columns.map(({ name }) => (
                <td key={name}>{row[name] || <span className={css.none}>{NOTHING}</span>}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
