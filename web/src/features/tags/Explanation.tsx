import { CheckOutlined, CloseOutlined, LockOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { EvidencePart, EvidenceRow, Words } from "@/api";
import { type CodeList, useWord } from "@/ui/code";
import { type Formats, NOTHING, useFormat } from "@/ui/format";
import css from "./Explanation.module.css";

const ROWS = 6;
const MONEY = /amount$|_fee$|^balance$/;
const SILENT = /_ref$|^language$|^handled_by$/;
const CODES: Record<string, CodeList> = {
  channel: "channel",
  kind: "kind",
  reason: "reason",
  system: "system",
  direction: "direction",
  response: "response",
  category: "category",
  method: "payment",
  payment_method: "payment",
  product_type: "product",
};

type Props = {
  sentence: Words;
  /** How the parts belong together, where there are several. */
  joined?: "and" | "or" | null;
  parts: EvidencePart[];
  /** The expression gives a value, such as a plan: a part of it does not hold or fail, it is. */
  ofValue?: boolean;
};

/** A condition part by part: what it asks, whether it holds, what is so, and the rows it rests on. */
export function Explanation({ sentence, joined = null, parts, ofValue = false }: Props) {
  const { say } = useFormat();
  const whole = say(sentence);
  if (joined && parts.length > 1)
    return (
      <>
        <Joined by={joined} />
        <Parts parts={parts} ofValue={ofValue} />
      </>
    );
  return (
    <>
      {/* A condition of one part is not said twice. */}
      {parts[0] && say(parts[0].sentence) !== whole && <p className={css.whole}>{whole}</p>}
      <Parts parts={parts} ofValue={ofValue} />
    </>
  );
}

function Parts({ parts, ofValue }: { parts: EvidencePart[]; ofValue: boolean }) {
  return (
    <ul className={css.parts}>
      {parts.map((part) => (
        <li key={part.sentence.en + part.sentence.zh}>
          {part.withheld ? <Withheld /> : <Held held={ofValue && !part.held ? undefined : part.held} />}
          <PartText part={part} ofValue={ofValue} />
        </li>
      ))}
    </ul>
  );
}

function Joined({ by }: { by: "and" | "or" }) {
  const { t } = useTranslation();
  return <p className={css.actual}>{t(by === "and" ? "definitions.why.allOf" : "definitions.why.anyOf")}</p>;
}

function PartText({ part, ofValue }: { part: EvidencePart; ofValue: boolean }) {
  const { t } = useTranslation();
  const { say } = useFormat();
  // What is joined is said by its parts; of the whole only how they belong together.
  if (part.parts.length > 0 && part.joined)
    return (
      <div>
        <Joined by={part.joined} />
        <Parts parts={part.parts} ofValue={ofValue} />
      </div>
    );
  return (
    <div>
      <p>{say(part.sentence)}</p>
      {part.withheld && <p className={css.actual}>{t("definitions.why.withheld")}</p>}
      {say(part.actual) && <p className={css.actual}>{say(part.actual)}</p>}
      <EvidenceRows rows={part.rows} count={part.row_count} />
    </div>
  );
}

/** In the place of whether it holds: the reader's roles do not see what the part asks of. */
const Withheld = () => <LockOutlined className={css.value} aria-hidden />;

function Held({ held }: { held: boolean | null | undefined }) {
  const { t } = useTranslation();
  if (held === undefined || held === null) return <span className={css.value} aria-hidden />;
  return held ? (
    <CheckOutlined className={css.yes} aria-label={t("definitions.why.holds")} />
  ) : (
    <CloseOutlined className={css.no} aria-label={t("definitions.why.not")} />
  );
}

function EvidenceRows({ rows, count }: { rows: EvidenceRow[]; count: number }) {
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
          {shown(row).map(([column, value]) => (
            <span key={column}>
              <span className={css.column}>{word("column", column)}</span> {cell(column, value)}
            </span>
          ))}
        </li>
      ))}
      {count > ROWS && <li className={css.column}>{t("definitions.why.more", { count: count - ROWS })}</li>}
    </ul>
  );
}

/** The columns worth reading: with a value, and no reference numbers. */
const shown = (row: EvidenceRow) =>
  Object.entries(row.values).filter(([column, value]) => value !== null && value !== "" && !SILENT.test(column));

function figure(column: string, value: number, format: Formats): string {
  if (column === "duration_seconds") return format.duration(value);
  if (column.endsWith("_mb")) return format.data(value);
  return MONEY.test(column) ? format.money(value) : format.number(value);
}

/** A cell of an evidence row as people write it. */
function useCell() {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useWord();
  return (column: string, value: unknown): string => {
    if (value === null || value === undefined) return NOTHING;
    if (typeof value === "boolean") return t(value ? "ui.yes" : "ui.no");
    if (typeof value === "number") return figure(column, value, format);
    const text = String(value);
    if (/^\d{4}-\d\d-\d\dT/.test(text)) return format.dateTime(text);
    if (/^\d{4}-\d\d-\d\d$/.test(text)) return format.day(text);
    const list = CODES[column];
    return list ? word(list, text) : text;
  };
}
