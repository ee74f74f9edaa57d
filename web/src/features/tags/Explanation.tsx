import { CheckOutlined, CloseOutlined, QuestionOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { EvidencePart, EvidenceRow } from "@/api";
import { useWord } from "@/ui/code";
import { NOTHING, useFormat } from "@/ui/format";
import css from "./Explanation.module.css";

const ROWS = 6;

/** A condition part by part: what it asks, whether it holds, what is so, and the rows it rests on. */
export function Explanation({ parts }: { parts: EvidencePart[] }) {
  const { say } = useFormat();
  return (
    <ul className={css.parts}>
      {parts.map((part) => (
        <li key={part.sentence.en + part.sentence.zh}>
          <Held held={part.held} />
          <div>
            <p>{say(part.sentence)}</p>
            {part.actual && <p className={css.actual}>{say(part.actual)}</p>}
            <EvidenceRows rows={part.rows} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function Held({ held }: { held: boolean | null }) {
  const { t } = useTranslation();
  if (held === null) return <QuestionOutlined className={css.unknown} aria-label={t("definitions.why.unknown")} />;
  return held ? (
    <CheckOutlined className={css.yes} aria-label={t("definitions.why.holds")} />
  ) : (
    <CloseOutlined className={css.no} aria-label={t("definitions.why.not")} />
  );
}

function EvidenceRows({ rows }: { rows: EvidenceRow[] }) {
  const { t } = useTranslation();
  const cell = useCell();
  const word = useWord();
  if (rows.length === 0) return null;
  return (
    <ul className={css.rows}>
      {rows.slice(0, ROWS).map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: evidence rows have no key and never move
        <li key={at}>
          <span className={css.list}>{word("list", row.list)}</span>
          {Object.entries(row.values).map(([column, value]) => (
            <span key={column}>
              <span className={css.column}>{word("column", column)}</span> {cell(column, value)}
            </span>
          ))}
        </li>
      ))}
      {rows.length > ROWS && <li className={css.column}>{t("definitions.why.more", { count: rows.length - ROWS })}</li>}
    </ul>
  );
}

/** A cell of an evidence row as people write it. */
function useCell() {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useWord();
  return (column: string, value: unknown): string => {
    if (value === null || value === undefined) return NOTHING;
    if (typeof value === "boolean") return t(value ? "ui.yes" : "ui.no");
    if (typeof value === "number") return format.number(value);
    const text = String(value);
    if (/^\d{4}-\d\d-\d\dT/.test(text)) return format.dateTime(text);
    if (/^\d{4}-\d\d-\d\d$/.test(text)) return format.day(text);
    if (column === "channel" || column === "kind" || column === "reason") return word(column, text);
    return text;
  };
}
