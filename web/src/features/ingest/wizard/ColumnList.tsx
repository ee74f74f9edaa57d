import { HolderOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SampleColumn } from "@/api";
import { useWord } from "@/ui/code";
import { Find } from "@/ui/Find";
import { useFormat } from "@/ui/format";
import css from "./Mapping.module.css";

type Props = {
  columns: SampleColumn[];
  uses: Map<string, string[]>;
  picked: string | null;
  pick: (column: string | null) => void;
};

const MANY = 12;

/** The columns of the sample: dragged onto a field, or picked up by a click or Enter and put down on one. */
export function ColumnList({ columns, uses, picked, pick }: Props) {
  const { t } = useTranslation();
  const [sought, setSought] = useState("");
  const shown = columns.filter(({ name }) => name.toLowerCase().includes(sought.trim().toLowerCase()));
  return (
    <section className={css.columns} aria-label={t("sources.mapping.columns")}>
      <header>
        <h3>{t("sources.mapping.columns")}</h3>
        <p>{t("sources.mapping.columnsHint")}</p>
      </header>
      {columns.length > MANY && <Find label={t("sources.mapping.findColumn")} text={sought} change={setSought} />}
      <ul>
        {shown.map((column) => (
          <ColumnChip
            key={column.name}
            column={column}
            used={uses.get(column.name)?.length ?? 0}
            picked={picked === column.name}
            pick={() => pick(picked === column.name ? null : column.name)}
          />
        ))}
      </ul>
    </section>
  );
}

type ChipProps = { column: SampleColumn; used: number; picked: boolean; pick: () => void };

function ColumnChip({ column, used, picked, pick }: ChipProps) {
  const { t } = useTranslation();
  const word = useWord();
  const { percent } = useFormat();
  return (
    <li
      className={`${css.chip} ${used ? css.used : ""} ${picked ? css.picked : ""}`}
      draggable
      data-column={column.name}
      title={t("sources.mapping.examples", { examples: column.examples.join(" · ") })}
      onDragStart={(event) => {
        event.dataTransfer.setData("text/plain", column.name);
        event.dataTransfer.effectAllowed = "copy";
      }}
    >
      <span className={css.chipName}>
        <strong>{column.name}</strong>
        <span>{column.examples[0] ?? t("sources.mapping.allEmpty")}</span>
      </span>
      <span className={css.chipKind}>
        {word("columnKind", column.kind)}
        {column.empty_share > 0 && (
          <span>{t("sources.mapping.emptyShare", { share: percent(column.empty_share) })}</span>
        )}
      </span>
      <Button
        size="small"
        type={picked ? "primary" : "text"}
        icon={<HolderOutlined />}
        aria-pressed={picked}
        aria-label={t("sources.mapping.pickUp", { column: column.name })}
        title={t("sources.mapping.pickUp", { column: column.name })}
        onClick={pick}
      />
    </li>
  );
}
