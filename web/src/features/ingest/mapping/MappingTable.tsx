import { useTranslation } from "react-i18next";
import type { Cell, RecordDraft, SourceBody } from "@/features/ingest/draft/draft";
import { useWord } from "@/ui/code";
import { useCellWords } from "./cellWords";
import css from "./Mapping.module.css";

/** A mapping to be read: each record with its key, and where each of its fields comes from. */
export function MappingTable({ body }: { body: SourceBody }) {
  return (
    <div className={css.records}>
      {body.records.map((record, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: records are told apart by their place, as in the definition
        <RecordTable key={at} record={record} />
      ))}
    </div>
  );
}

function RecordTable({ record }: { record: RecordDraft }) {
  const { t } = useTranslation();
  const word = useWord();
  const name = word("record", record.record);
  const characteristics = Object.entries(record.characteristics ?? {});
  return (
    <section className={css.record} aria-label={name}>
      <h3>{name}</h3>
      <p className={css.key}>
        {t("sources.mapping.keyIs", { key: record.key.join(" + ") })}
        {record.part && ` · ${record.part}`}
        {record.only_if ? ` · ${t("sources.mapping.onlyIf", { condition: JSON.stringify(record.only_if) })}` : ""}
      </p>
      <dl>
        {Object.entries(record.map).map(([field, cell]) => (
          <FieldLine
            key={field}
            name={word("recordField", field)}
            cell={cell}
            required={record.require?.includes(field) ?? false}
          />
        ))}
        {characteristics.map(([field, cell]) => (
          <FieldLine key={`c ${field}`} name={word("characteristic", field)} cell={cell} required={false} />
        ))}
      </dl>
    </section>
  );
}

function FieldLine({ name, cell, required }: { name: string; cell: Cell; required: boolean }) {
  const { t } = useTranslation();
  const [from, ...rest] = useCellWords()(cell);
  return (
    <div>
      <dt>
        {name} {required && <span className={css.required}>{t("sources.mapping.required")}</span>}
      </dt>
      <dd>
        <code>{from}</code>
        {rest.length > 0 && <span className={css.rest}>{rest.join(" · ")}</span>}
      </dd>
    </div>
  );
}
