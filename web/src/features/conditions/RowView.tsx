import { Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import css from "./conditions.module.css";
import { FunctionEdit, WhereEdit } from "./FactsEdit";
import { LengthEdit } from "./LengthEdit";
import type { Row, Subject, Text } from "./model";
import { OperandEdit } from "./OperandEdit";
import { SubjectPick } from "./SubjectPick";
import { askedOf, type Choice, choiceOf, choicesOf, chosen, rowAbout, useScope } from "./scope";

/** One condition: of what, how, and against what; facts of a list have their window and filter below. */
export function RowView({ row, change }: { row: Row; change: (row: Row) => void }) {
  const { t } = useTranslation();
  const scope = useScope();
  const { subject } = row;
  const asked = askedOf(scope, subject);
  const choice = choiceOf(row, asked.type);
  const offered = choicesOf(asked.type);
  const about = (next: Subject) => {
    const isSame = subject?.of === next.of && askedOf(scope, next).type === asked.type && asked.type !== "string";
    change(isSame && next.of === "name" ? { ...row, subject: next } : rowAbout(scope, row, next));
  };
  const refill = (next: Extract<Subject, { of: "aggregate" }>) => {
    const type = askedOf(scope, next).type;
    change(type === asked.type ? { ...row, subject: next } : rowAbout(scope, row, next));
  };
  return (
    <div className={css.row}>
      <div className={css.cells}>
        {subject?.of === "aggregate" && <FunctionEdit facts={subject} change={refill} />}
        <SubjectPick subject={subject} change={about} />
        {subject && (
          <Select
            className={css.op}
            aria-label={t("conditions.op.label")}
            disabled={scope.disabled}
            value={choice}
            popupMatchSelectWidth={false}
            options={[...new Set([...offered, choice])].map((each) => ({
              value: each,
              label: wordOf(each, asked.type),
            }))}
            onChange={(each: Choice) => change(chosen(row, each, asked.type))}
          />
        )}
        {(choice === "last" || choice === "ago") && row.value.of === "moment" && (
          <>
            <LengthEdit
              length={row.value.length}
              change={(length) => row.value.of === "moment" && change({ ...row, value: { ...row.value, length } })}
            />
            {choice === "ago" && <span className={css.word}>{t("conditions.agoAfter")}</span>}
          </>
        )}
        {subject && !PLAIN.has(choice) && (
          <OperandEdit
            asked={asked}
            value={row.value}
            several={row.op === "in"}
            change={(value) => change({ ...row, value })}
          />
        )}
      </div>
      {subject?.of === "aggregate" && (
        <WhereEdit facts={subject} change={(next) => change({ ...row, subject: next })} />
      )}
    </div>
  );

  function wordOf(each: Choice, type: string): string {
    if (type === "date" || type === "date and time") {
      if (each === "<") return t("conditions.op.before");
      if (each === ">") return t("conditions.op.after");
      if (each === "<=") return t("conditions.op.until");
      if (each === ">=") return t("conditions.op.from");
    }
    if (each in SIGNS) return SIGNS[each as keyof typeof SIGNS];
    return t(`conditions.op.${each as Exclude<Choice, keyof typeof SIGNS>}`);
  }
}

const PLAIN = new Set<Choice>(["yes", "no", "known", "unknown", "last", "ago"]);
const SIGNS = { "=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥" } as const;

/** A part that the builder cannot draw, written as text. */
export function TextRow({ text, change }: { text: Text; change: (text: Text) => void }) {
  const { t } = useTranslation();
  const { disabled } = useScope();
  return (
    <div className={css.row}>
      <Input.TextArea
        className={css.code}
        aria-label={t("conditions.asText")}
        placeholder={t("conditions.asText")}
        rows={2}
        spellCheck={false}
        disabled={disabled}
        value={text.text}
        onChange={(event) => change({ ...text, text: event.target.value })}
      />
    </div>
  );
}
