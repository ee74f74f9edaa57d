import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SampleColumn } from "@/api";
import type { CellParts } from "@/features/ingest/draft/draft";
import { useWord } from "@/ui/code";
import css from "./Mapping.module.css";

type Props = { parts: CellParts; say: (change: CellParts) => void; columns: SampleColumn[] };
type Row = { id: number; code: string; meaning: string };

const UNKNOWN = ["reject", "null", "keep"] as const;

/** What the codes of the source mean; the values that were seen in the column may be taken as a start. */
export function Codes({ parts, say, columns }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const [rows, setRows] = useState<Row[]>(() =>
    Object.entries(parts.codes ?? {}).map(([code, meaning], id) => ({ id, code, meaning: String(meaning) })),
  );
  const seen = columns.find(({ name }) => name === parts.column)?.examples ?? [];
  const write = (next: Row[]) => {
    setRows(next);
    say({ codes: Object.fromEntries(next.filter(({ code }) => code).map(({ code, meaning }) => [code, meaning])) });
  };
  const nextId = rows.reduce((most, { id }) => Math.max(most, id), -1) + 1;
  const add = (codes: string[]) =>
    write([...rows, ...codes.map((code, at) => ({ id: nextId + at, code, meaning: "" }))]);
  const missing = seen.filter((value) => !rows.some(({ code }) => code === value));
  return (
    <fieldset>
      <legend>{t("sources.cell.codes")}</legend>
      {rows.map((row) => (
        <div key={row.id} className={css.code}>
          <Input
            size="small"
            aria-label={t("sources.cell.code")}
            value={row.code}
            onChange={(event) =>
              write(rows.map((each) => (each.id === row.id ? { ...each, code: event.target.value } : each)))
            }
          />
          <span aria-hidden>→</span>
          <Input
            size="small"
            aria-label={t("sources.cell.meaning", { code: row.code })}
            value={row.meaning}
            onChange={(event) =>
              write(rows.map((each) => (each.id === row.id ? { ...each, meaning: event.target.value } : each)))
            }
          />
          <Button
            size="small"
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t("sources.cell.removeCode", { code: row.code })}
            onClick={() => write(rows.filter((each) => each.id !== row.id))}
          />
        </div>
      ))}
      <div className={css.codeTools}>
        <Button size="small" icon={<PlusOutlined />} onClick={() => add([""])}>
          {t("sources.cell.addCode")}
        </Button>
        {missing.length > 0 && (
          <Button size="small" onClick={() => add(missing)}>
            {t("sources.cell.seenCodes", { count: missing.length })}
          </Button>
        )}
        {rows.length > 0 && (
          <Select
            size="small"
            aria-label={t("sources.cell.unknown")}
            value={parts.unknown ?? "reject"}
            onChange={(unknown) => say({ unknown: unknown === "reject" ? undefined : unknown })}
            options={UNKNOWN.map((value) => ({ value, label: word("unknownCode", value) }))}
            popupMatchSelectWidth={false}
          />
        )}
      </div>
    </fieldset>
  );
}
