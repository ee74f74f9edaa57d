import { PlusOutlined, UndoOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Dropdown } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { LookShape, RecordKindShape } from "@/api";
import { listRecordKindsOptions } from "@/api/@tanstack/react-query.gen";
import { newRecord, type RecordDraft, uses } from "@/features/ingest/draft/draft";
import type { DraftTools } from "@/features/ingest/draft/useDraft";
import { useWord } from "@/ui/code";
import { useKeys } from "@/ui/keys";
import { Loaded, Nothing } from "@/ui/States";
import { ColumnList } from "./ColumnList";
import css from "./Mapping.module.css";
import { RecordCard } from "./RecordCard";
import { Trial } from "./Trial";
import { useTrial } from "./useTrial";

type Props = { tools: DraftTools; look: LookShape };

/** Columns on the left, records in the middle, and beside them what the first rows become. */
export function MappingStep({ tools, look }: Props) {
  const kinds = useQuery({ ...listRecordKindsOptions(), staleTime: Number.POSITIVE_INFINITY });
  return (
    <Loaded query={kinds} rows={8}>
      {({ items }) => <Mapping tools={tools} look={look} kinds={items} />}
    </Loaded>
  );
}

function Mapping({ tools, look, kinds }: Props & { kinds: RecordKindShape[] }) {
  const { t } = useTranslation();
  const { draft, edit, undo, canUndo } = tools;
  const [picked, pick] = useState<string | null>(null);
  const trial = useTrial(draft);
  const columns = look.columns ?? [];
  const suggestions = look.suggestions ?? [];
  const records = draft.body.records;
  const used = useMemo(() => uses(records), [records]);
  const faults = useMemo(() => {
    const counted = new Map<string, number>();
    for (const row of trial.data?.rejected_rows ?? [])
      for (const { field } of row.faults) if (field) counted.set(field, (counted.get(field) ?? 0) + 1);
    return counted;
  }, [trial.data]);
  useKeys({ escape: () => pick(null), "mod+z": undo });
  const change = (at: number, record: RecordDraft | null) =>
    edit((body) => ({ ...body, records: body.records.flatMap((each, n) => (n === at ? (record ?? []) : each)) }));
  return (
    <div className={css.mapping}>
      <ColumnList columns={columns} uses={used} picked={picked} pick={pick} />
      <section className={css.records} aria-label={t("sources.mapping.records")}>
        <header>
          <div>
            <h3>{t("sources.mapping.records")}</h3>
            <p>{t("sources.mapping.recordsHint")}</p>
          </div>
          <Button size="small" icon={<UndoOutlined />} disabled={!canUndo} onClick={undo}>
            {t("sources.undo")}
          </Button>
        </header>
        {records.length === 0 && (
          <Nothing title={t("sources.mapping.noRecord")}>{t("sources.mapping.noRecordHint")}</Nothing>
        )}
        {records.map((record, at) => (
          <RecordCard
            // biome-ignore lint/suspicious/noArrayIndexKey: records are told apart by their place, as in the definition
            key={at}
            record={record}
            fields={kinds.find((kind) => kind.record === record.record)?.fields ?? []}
            columns={columns}
            suggestions={suggestions}
            faults={faults}
            picked={picked}
            pick={pick}
            change={(next) => change(at, next)}
            remove={() => change(at, null)}
          />
        ))}
        <AddRecord
          kinds={kinds}
          suggested={suggestions.map(({ record }) => record)}
          add={(kind) => edit((body) => ({ ...body, records: [...body.records, newRecord(kind, suggestions)] }))}
        />
      </section>
      <Trial trial={trial} />
    </div>
  );
}

type AddProps = { kinds: RecordKindShape[]; suggested: string[]; add: (kind: string) => void };

function AddRecord({ kinds, suggested, add }: AddProps) {
  const { t } = useTranslation();
  const word = useWord();
  const first = suggested.filter((each) => kinds.some(({ record }) => record === each));
  const rest = kinds.map(({ record }) => record).filter((each) => !first.includes(each));
  const items = [...first, ...rest].map((record) => ({
    key: record,
    label: first.includes(record)
      ? t("sources.mapping.suggested", { record: word("record", record) })
      : word("record", record),
  }));
  return (
    <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => add(key) }}>
      <Button icon={<PlusOutlined />}>{t("sources.mapping.addRecord")}</Button>
    </Dropdown>
  );
}
