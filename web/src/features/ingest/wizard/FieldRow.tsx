import { SettingOutlined, StarFilled, StarOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldShape, SampleColumn } from "@/api";
import { type Cell, partsOf } from "@/features/ingest/draft/draft";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { useCellWords } from "../mapping/cellWords";
import css from "./Mapping.module.css";

type Props = {
  field: FieldShape;
  cell: Cell | undefined;
  required: boolean;
  score: number | undefined;
  faults: number;
  columns: SampleColumn[];
  picked: string | null;
  place: (column: string) => void;
  clear: () => void;
  require: (required: boolean) => void;
  open: () => void;
};

const SURE = 0.8;

/** A field of a record: where a column is dropped, put down, or chosen from the menu. */
export function FieldRow({
  field,
  cell,
  required,
  score,
  faults,
  columns,
  picked,
  place,
  clear,
  require,
  open,
}: Props) {
  const { t, i18n } = useTranslation();
  const word = useWord();
  const { count } = useFormat();
  const cellWords = useCellWords();
  const [over, setOver] = useState(false);
  const name = word("recordField", field.name);
  const plain = cell === undefined || (partsOf(cell).column !== undefined && !("feel" in partsOf(cell)));
  const rest = cell === undefined ? [] : cellWords(cell).slice(plain ? 1 : 0);
  return (
    <li
      className={`${css.field} ${cell !== undefined ? css.filled : ""} ${over ? css.over : ""}`}
      title={i18n.language === "en" ? field.about : undefined}
      data-field={field.name}
      onDragOver={(event) => {
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const column = event.dataTransfer.getData("text/plain");
        if (columns.some((each) => each.name === column)) place(column);
      }}
    >
      <span className={css.fieldName}>
        {name}
        <span>{word("fieldType", field.type)}</span>
      </span>
      <span className={css.slot}>
        {picked ? (
          <Button size="small" type="dashed" block onClick={() => place(picked)}>
            {t("sources.mapping.putHere", { column: picked })}
          </Button>
        ) : plain ? (
          <Select
            size="small"
            variant={cell === undefined ? "filled" : "outlined"}
            showSearch
            allowClear
            aria-label={t("sources.mapping.columnFor", { field: name })}
            placeholder={t("sources.mapping.dropHere")}
            value={cell === undefined ? undefined : partsOf(cell).column}
            onChange={(column: string | undefined) => (column ? place(column) : clear())}
            options={columns.map((column) => ({ value: column.name, label: column.name }))}
            popupMatchSelectWidth={false}
          />
        ) : (
          <Button size="small" block onClick={open}>
            {cellWords(cell)[0]}
          </Button>
        )}
        {(rest.length > 0 || faults > 0 || (score !== undefined && score < SURE)) && (
          <span className={css.notes}>
            {faults > 0 && <span className={css.faults}>{t("sources.mapping.faults", { rows: count(faults) })}</span>}
            {score !== undefined && score < SURE && <span>{t("sources.mapping.unsure")}</span>}
            {rest.map((said) => (
              <span key={said}>{said}</span>
            ))}
          </span>
        )}
      </span>
      <span className={css.tools}>
        <Button
          size="small"
          type="text"
          icon={required ? <StarFilled /> : <StarOutlined />}
          aria-pressed={required}
          aria-label={t("sources.mapping.requiredField", { field: name })}
          title={t("sources.mapping.required")}
          disabled={cell === undefined}
          onClick={() => require(!required)}
        />
        <Button
          size="small"
          type="text"
          icon={<SettingOutlined />}
          aria-label={t("sources.mapping.cellOf", { field: name })}
          title={t("sources.mapping.cell")}
          onClick={open}
        />
      </span>
    </li>
  );
}
