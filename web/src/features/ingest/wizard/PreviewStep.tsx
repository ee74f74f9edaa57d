import { AutoComplete, Checkbox, Input, InputNumber, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { LookShape } from "@/api";
import type { Where } from "@/features/ingest/draft/draft";
import type { DraftTools } from "@/features/ingest/draft/useDraft";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { Loaded } from "@/ui/States";
import { LookTable } from "./LookTable";
import css from "./Wizard.module.css";

type Look = {
  data: LookShape | undefined;
  error: unknown;
  isPending: boolean;
  isFetching: boolean;
  refetch: () => unknown;
};

/** Whether what is fetched comes with its columns, so that there is nothing to say of how it is written. */
const isTyped = (where: Where) => where.query !== undefined || where.rest !== undefined;

const TYPES = ["csv", "tsv", "ndjson", "parquet", "excel"] as const;
const ENCODINGS = ["utf-8", "gb18030", "utf-16", "big5", "latin-1"];
const DELIMITERS = [",", ";", "\t", "|"];

/** How the sample is written, as it was guessed and may be corrected, and its first rows read so. */
export function PreviewStep({ tools, look }: { tools: DraftTools; look: Look }) {
  const { t } = useTranslation();
  const { count } = useFormat();
  return (
    <div className={css.preview}>
      {!isTyped(tools.draft.body.where) && (
        <Panel title={t("sources.preview.format")}>
          <FormatFields tools={tools} width={look.data?.columns?.length ?? 0} />
        </Panel>
      )}
      <Panel
        title={t("sources.preview.rows")}
        flush
        extra={look.data && !look.data.error && t("sources.preview.read", { rows: count(look.data.rows ?? 0) })}
      >
        <Loaded query={look} rows={6}>
          {(data) =>
            data.error ? (
              <div className={css.problem} role="alert">
                <strong>{data.error.what}</strong>
                {data.error.where && <span>{t("ui.problem.where", { place: data.error.where })}</span>}
                <span>{data.error.do}</span>
              </div>
            ) : (
              <>
                {(data.malformed ?? 0) > 0 && (
                  <p className={css.problem}>{t("sources.preview.malformed", { rows: count(data.malformed) })}</p>
                )}
                <LookTable columns={data.columns ?? []} rows={data.first ?? []} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </div>
  );
}

function FormatFields({ tools, width }: { tools: DraftTools; width: number }) {
  const { t } = useTranslation();
  const word = useWord();
  const ids = useId();
  const { draft, edit } = tools;
  const format = draft.body.format;
  const type = String(format.type ?? "csv");
  const say = (change: Record<string, unknown>) =>
    edit((body) => {
      const next = { ...body.format, ...change };
      return { ...body, format: Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)) };
    });
  const isText = type === "csv" || type === "tsv" || type === "ndjson";
  const isGrid = type === "csv" || type === "tsv" || type === "excel";
  const names = (format.columns as string[] | undefined) ?? [];
  return (
    <div className={css.fields}>
      <label htmlFor={`${ids}-type`}>
        {t("sources.preview.type")}
        <Select
          id={`${ids}-type`}
          value={type}
          onChange={(next: string) =>
            say({ type: next, delimiter: undefined, columns: undefined, skip_lines: undefined })
          }
          options={TYPES.map((value) => ({ value, label: word("formatType", value) }))}
        />
      </label>
      {isText && (
        <label htmlFor={`${ids}-encoding`}>
          {t("sources.preview.encoding")}
          <AutoComplete
            id={`${ids}-encoding`}
            value={String(format.encoding ?? "utf-8")}
            onChange={(encoding: string) => say({ encoding: encoding === "utf-8" ? undefined : encoding })}
            options={ENCODINGS.map((value) => ({ value }))}
          />
        </label>
      )}
      {type === "csv" && (
        <label htmlFor={`${ids}-delimiter`}>
          {t("sources.preview.delimiter")}
          <Select
            id={`${ids}-delimiter`}
            value={String(format.delimiter ?? ",")}
            onChange={(delimiter: string) => say({ delimiter: delimiter === "," ? undefined : delimiter })}
            options={DELIMITERS.map((value, at) => ({
              value,
              label: word("delimiter", ["comma", "semicolon", "tab", "bar"][at]),
            }))}
          />
        </label>
      )}
      {isGrid && (
        <label htmlFor={`${ids}-skip`}>
          {t("sources.preview.skip")}
          <InputNumber
            id={`${ids}-skip`}
            min={0}
            max={1000}
            value={Number(format.skip_lines ?? 0)}
            onChange={(lines) => say({ skip_lines: lines || undefined })}
          />
        </label>
      )}
      {type === "excel" && (
        <label htmlFor={`${ids}-sheet`}>
          {t("sources.preview.sheet")}
          <Input
            id={`${ids}-sheet`}
            value={String(format.sheet ?? "")}
            placeholder={t("sources.preview.sheetHint")}
            onChange={(event) => {
              const text = event.target.value;
              say({ sheet: text === "" ? undefined : /^\d+$/.test(text) ? Number(text) : text });
            }}
          />
        </label>
      )}
      {isGrid && (
        <Checkbox
          checked={names.length === 0}
          onChange={(event) =>
            say({
              columns: event.target.checked
                ? undefined
                : Array.from({ length: Math.max(width, 1) }, (_, at) => `column_${at + 1}`),
            })
          }
        >
          {t("sources.preview.header")}
        </Checkbox>
      )}
      {names.length > 0 && (
        <label htmlFor={`${ids}-names`} className={css.whole}>
          {t("sources.preview.names")}
          <Input
            id={`${ids}-names`}
            value={names.join(", ")}
            onChange={(event) => say({ columns: event.target.value.split(",").map((name) => name.trim()) })}
          />
        </label>
      )}
    </div>
  );
}
