import { DeleteOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldShape, SampleColumn, SuggestionShape } from "@/api";
import { type Cell, columnsOf, placed, type RecordDraft, withCell, withRequired } from "@/features/ingest/draft/draft";
import { useWord } from "@/ui/code";
import { CellEditor } from "./CellEditor";
import { FieldRow } from "./FieldRow";
import css from "./Mapping.module.css";

type Props = {
  record: RecordDraft;
  fields: FieldShape[];
  columns: SampleColumn[];
  suggestions: SuggestionShape[];
  faults: Map<string, number>;
  picked: string | null;
  pick: (column: string | null) => void;
  change: (record: RecordDraft) => void;
  remove: () => void;
};

const FIRST = 9;

/** One record that a row gives: its key, and a place for each of its fields. */
export function RecordCard({ record, fields, columns, suggestions, faults, picked, pick, change, remove }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const [all, setAll] = useState(false);
  const [edited, setEdited] = useState<FieldShape | null>(null);
  const scores = suggestions.find((each) => each.record === record.record);
  const name = word("record", record.record);
  const shown = all ? fields : fields.filter((field, at) => at < FIRST || record.map[field.name] !== undefined);
  const place = (field: FieldShape, name: string) => {
    const column = columns.find((each) => each.name === name);
    if (column) change(placed(record, field, column, suggestions));
    pick(null);
  };
  const scoreOf = (field: string, cell: Cell | undefined) =>
    cell !== undefined && String(columnsOf(cell)) === String(columnsOf((scores?.map[field] ?? "") as Cell))
      ? scores?.scores[field]
      : undefined;
  return (
    <section className={css.record} aria-label={name}>
      <header>
        <h3>{name}</h3>
        <Button
          size="small"
          type="text"
          icon={<DeleteOutlined />}
          aria-label={t("sources.mapping.removeRecord", { record: name })}
          title={t("sources.mapping.removeRecord", { record: name })}
          onClick={remove}
        />
      </header>
      <div className={css.key}>
        <span>{t("sources.mapping.key")}</span>
        <Select
          mode="multiple"
          size="small"
          aria-label={t("sources.mapping.keyOf", { record: name })}
          placeholder={t("sources.mapping.keyHint")}
          status={record.key.length === 0 ? "warning" : undefined}
          value={record.key}
          onChange={(key: string[]) => change({ ...record, key })}
          options={columns.map((column) => ({ value: column.name, label: column.name }))}
        />
      </div>
      <ul>
        {shown.map((field) => (
          <FieldRow
            key={field.name}
            field={field}
            cell={record.map[field.name]}
            required={record.require?.includes(field.name) ?? false}
            score={scoreOf(field.name, record.map[field.name])}
            faults={faults.get(columnsOf(record.map[field.name] ?? "").join(" + ")) ?? 0}
            columns={columns}
            picked={picked}
            place={(column) => place(field, column)}
            clear={() => change(withCell(record, field.name, null))}
            require={(required) => change(withRequired(record, field.name, required))}
            open={() => setEdited(field)}
          />
        ))}
      </ul>
      {fields.length > shown.length && (
        <Button type="link" size="small" onClick={() => setAll(true)}>
          {t("sources.mapping.moreFields", { count: fields.length - shown.length })}
        </Button>
      )}
      {edited && (
        <CellEditor
          field={edited}
          cell={record.map[edited.name]}
          columns={columns}
          save={(cell) => {
            change(withCell(record, edited.name, cell));
            setEdited(null);
          }}
          close={() => setEdited(null)}
        />
      )}
    </section>
  );
}
