import { AutoComplete, Checkbox, Input, Modal, Radio, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldShape, SampleColumn } from "@/api";
import { type Cell, type CellParts, compact, partsOf } from "@/features/ingest/draft/draft";
import { useWord } from "@/ui/code";
import { Codes } from "./Codes";
import css from "./Mapping.module.css";

type Origin = "column" | "join" | "value";
type Props = {
  field: FieldShape;
  cell: Cell | undefined;
  columns: SampleColumn[];
  save: (cell: Cell | null) => void;
  close: () => void;
};

const FORMATS = [
  "%Y-%m-%d",
  "%Y/%m/%d",
  "%Y%m%d",
  "%d.%m.%Y",
  "%d/%m/%Y",
  "%Y%m",
  "%Y-%m-%d %H:%M:%S",
  "%Y/%m/%d %H:%M",
  "%Y%m%d%H%M%S",
];
const UNITS: [string, string][] = [
  ["fen", "yuan"],
  ["seconds", "minutes"],
  ["hours", "minutes"],
  ["minutes", "seconds"],
  ["milliseconds", "seconds"],
  ["bytes", "mb"],
  ["kb", "mb"],
  ["gb", "mb"],
  ["percent", "share"],
];

const originOf = (parts: CellParts): Origin => (parts.value !== undefined ? "value" : parts.join ? "join" : "column");

/** Everything that can be said of one field: where it comes from, and how its text becomes a value. */
export function CellEditor({ field, cell, columns, save, close }: Props) {
  const { t, i18n } = useTranslation();
  const word = useWord();
  const ids = useId();
  const [parts, setParts] = useState<CellParts>(cell === undefined ? {} : partsOf(cell));
  const [origin, setOrigin] = useState<Origin>(originOf(parts));
  const say = (change: CellParts) => setParts((now) => ({ ...now, ...change }));
  const names = columns.map(({ name }) => ({ value: name, label: name }));
  const isTime = field.type === "date" || field.type === "timestamp";
  const isNumber = field.type === "int64" || field.type === "float64";
  const done = () => {
    const { column, join, value, with: between, ...rest } = parts;
    const from = {
      column: { column },
      join: { join, with: between === " " ? undefined : between },
      value: { value },
    }[origin];
    const next = compact({ ...from, ...(origin === "value" ? {} : rest) });
    const says = typeof next === "string" || next.column || next.join || next.value !== undefined || next.feel;
    save(says ? next : null);
  };
  return (
    <Modal
      open
      title={t("sources.cell.title", { field: word("recordField", field.name) })}
      okText={t("sources.cell.use")}
      onOk={done}
      onCancel={close}
    >
      <div className={css.form}>
        {i18n.language === "en" && <p className={css.about}>{field.about}</p>}
        <fieldset>
          <legend>{t("sources.cell.from")}</legend>
          <Radio.Group
            value={origin}
            onChange={(event) => setOrigin(event.target.value as Origin)}
            options={(["column", "join", "value"] as const).map((value) => ({
              value,
              label: word("cellOrigin", value),
            }))}
          />
        </fieldset>
        {origin === "column" && (
          <label htmlFor={`${ids}-column`}>
            {t("sources.cell.column")}
            <Select
              id={`${ids}-column`}
              showSearch
              value={parts.column}
              onChange={(column) => say({ column })}
              options={names}
            />
          </label>
        )}
        {origin === "join" && (
          <div className={css.pair}>
            <label htmlFor={`${ids}-join`}>
              {t("sources.cell.columns")}
              <Select
                id={`${ids}-join`}
                mode="multiple"
                value={parts.join ?? []}
                onChange={(join) => say({ join })}
                options={names}
              />
            </label>
            <label htmlFor={`${ids}-with`}>
              {t("sources.cell.with")}
              <Input
                id={`${ids}-with`}
                value={parts.with ?? " "}
                onChange={(event) => say({ with: event.target.value })}
              />
            </label>
          </div>
        )}
        {origin === "value" && (
          <label htmlFor={`${ids}-value`}>
            {t("sources.cell.value")}
            <Input
              id={`${ids}-value`}
              value={parts.value === undefined ? "" : String(parts.value)}
              onChange={(event) => say({ value: event.target.value })}
            />
          </label>
        )}
        {origin !== "value" && isTime && (
          <label htmlFor={`${ids}-format`}>
            {t("sources.cell.format")}
            <AutoComplete
              id={`${ids}-format`}
              value={[parts.format ?? ""].flat().join(" | ")}
              onChange={(text: string) => {
                const several = text.split("|").map((each) => each.trim());
                say({ format: several.length > 1 ? several : several[0] });
              }}
              placeholder={t("sources.cell.formatHint")}
              options={FORMATS.map((value) => ({ value }))}
            />
          </label>
        )}
        {origin !== "value" && field.type === "timestamp" && (
          <label htmlFor={`${ids}-zone`}>
            {t("sources.cell.zone")}
            <Input
              id={`${ids}-zone`}
              value={parts.time_zone ?? ""}
              placeholder={t("sources.cell.zoneHint")}
              onChange={(event) => say({ time_zone: event.target.value || undefined })}
            />
          </label>
        )}
        {origin !== "value" && isNumber && (
          <label htmlFor={`${ids}-unit`}>
            {t("sources.cell.unit")}
            <Select
              id={`${ids}-unit`}
              allowClear
              value={parts.unit && parts.to ? `${parts.unit} ${parts.to}` : undefined}
              placeholder={t("sources.cell.unitHint")}
              onChange={(both?: string) => {
                const [unit, to] = both?.split(" ") ?? [];
                say({ unit, to });
              }}
              options={UNITS.map(([unit, to]) => ({ value: `${unit} ${to}`, label: `${unit} → ${to}` }))}
            />
          </label>
        )}
        {origin !== "value" && <Codes parts={parts} say={say} columns={columns} />}
        {origin !== "value" && (
          <Checkbox
            checked={parts.invalid === "null" || parts.invalid === null}
            onChange={(event) => say({ invalid: event.target.checked ? "null" : undefined })}
          >
            {t("sources.cell.emptyInvalid")}
          </Checkbox>
        )}
      </div>
    </Modal>
  );
}
