import { Input } from "antd";
import type { TextAreaRef } from "antd/es/input/TextArea";
import { useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ConditionMistake } from "@/api";
import css from "./conditions.module.css";
import type { Condition } from "./useCondition";

const AROUND = 32;

/** The condition as text, which can be edited; what is wrong stands below it with its word, which a click selects. */
export function TextView({ condition, disabled }: { condition: Condition; disabled: boolean }) {
  const { t } = useTranslation();
  const id = useId();
  const area = useRef<TextAreaRef>(null);
  const mistakes = condition.check?.mistakes ?? [];
  const select = ({ offset, length }: ConditionMistake) => {
    const element = area.current?.resizableTextArea?.textArea;
    if (!element || offset === null) return;
    element.focus();
    element.setSelectionRange(offset, offset + length);
  };
  return (
    <div className={css.text}>
      <label htmlFor={id}>{t("conditions.text")}</label>
      <Input.TextArea
        id={id}
        ref={area}
        className={css.code}
        rows={3}
        spellCheck={false}
        autoCapitalize="none"
        disabled={disabled}
        placeholder={t("conditions.textHint")}
        status={mistakes.length ? "error" : undefined}
        value={condition.text}
        onChange={(event) => condition.write(event.target.value)}
      />
      {mistakes.length > 0 && (
        <ul className={css.mistakes} role="alert">
          {mistakes.map((mistake) => (
            <li key={`${mistake.offset} ${mistake.what}`}>
              {mistake.what}
              {mistake.do && <span>{mistake.do}</span>}
              {mistake.offset !== null && (
                <button type="button" className={css.wrong} onClick={() => select(mistake)}>
                  <Around text={condition.text} mistake={mistake} />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The wrong word among the words around it; the end of the text where something is missing there. */
function Around({ text, mistake }: { text: string; mistake: ConditionMistake }) {
  const from = mistake.offset ?? 0;
  const to = from + mistake.length;
  const begins = Math.max(0, from - AROUND);
  return (
    <code>
      {begins > 0 && "…"}
      {text.slice(begins, from)}
      <mark>{text.slice(from, to) || "▁"}</mark>
      {text.slice(to, to + AROUND)}
      {to + AROUND < text.length && "…"}
    </code>
  );
}
