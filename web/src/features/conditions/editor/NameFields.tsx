import { Input } from "antd";
import { useTranslation } from "react-i18next";
import type { MistakeShape } from "@/api";
import css from "../conditions.module.css";
import { type Body, keyOf } from "./body";
import form from "./editor.module.css";
import { Field } from "./Field";

type Props = { body: Body; isNew: boolean; mistakes: MistakeShape[]; change: (body: Body) => void };

const SIDES = ["zh", "en"] as const;

/** Name and meaning in both languages, and the key, which follows the English name until it is typed. */
export function NameFields({ body, isNew, mistakes, change }: Props) {
  const { t } = useTranslation();
  const rename = (side: "zh" | "en", text: string) => {
    const name = { ...body.name, [side]: text };
    const follows = isNew && side === "en" && body.key === keyOf(body.name.en);
    change({ ...body, name, key: follows ? keyOf(text) : body.key });
  };
  return (
    <div className={form.fields}>
      {SIDES.map((side) => (
        <Field key={side} label={t(`conditions.editor.${side}Name`)} at={`name.${side}`} mistakes={mistakes}>
          {(id) => (
            <Input
              id={id}
              lang={side === "zh" ? "zh-CN" : "en"}
              value={body.name[side]}
              onChange={(event) => rename(side, event.target.value)}
            />
          )}
        </Field>
      ))}
      {SIDES.map((side) => (
        <Field key={side} label={t(`conditions.editor.${side}Says`)} at={`says.${side}`} mistakes={mistakes}>
          {(id) => (
            <Input.TextArea
              id={id}
              lang={side === "zh" ? "zh-CN" : "en"}
              rows={1}
              placeholder={body.name[side]}
              value={body.says[side]}
              onChange={(event) => change({ ...body, says: { ...body.says, [side]: event.target.value } })}
            />
          )}
        </Field>
      ))}
      <Field
        label={t("conditions.editor.key")}
        at="key"
        mistakes={mistakes}
        hint={isNew ? t("conditions.editor.keyHint") : ""}
      >
        {(id) => (
          <Input
            id={id}
            className={css.code}
            disabled={!isNew}
            spellCheck={false}
            autoCapitalize="none"
            value={body.key}
            onChange={(event) => change({ ...body, key: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}
