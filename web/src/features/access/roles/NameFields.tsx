import { Input } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { MistakeShape } from "@/api";
import { Mistakes } from "./Mistakes";
import { mistakesAt, type RoleBody } from "./role";
import css from "./roles.module.css";

type Props = { role: RoleBody; isNew: boolean; mistakes: MistakeShape[]; change: (role: RoleBody) => void };

/** The key of a role, and in both languages its name and what it is. */
export function NameFields({ role, isNew, mistakes, change }: Props) {
  const { t } = useTranslation();
  return (
    <div className={css.names}>
      <Field label={t("roles.nameZh")} wrong={mistakesAt(mistakes, "name.zh")}>
        {(id) => (
          <Input
            id={id}
            lang="zh-CN"
            value={role.name.zh}
            onChange={(event) => change({ ...role, name: { ...role.name, zh: event.target.value } })}
          />
        )}
      </Field>
      <Field label={t("roles.nameEn")} wrong={mistakesAt(mistakes, "name.en")}>
        {(id) => (
          <Input
            id={id}
            lang="en"
            value={role.name.en}
            onChange={(event) => change({ ...role, name: { ...role.name, en: event.target.value } })}
          />
        )}
      </Field>
      <Field label={t("roles.saysZh")} wrong={mistakesAt(mistakes, "says.zh")}>
        {(id) => (
          <Input.TextArea
            id={id}
            lang="zh-CN"
            rows={2}
            value={role.says.zh}
            onChange={(event) => change({ ...role, says: { ...role.says, zh: event.target.value } })}
          />
        )}
      </Field>
      <Field label={t("roles.saysEn")} wrong={mistakesAt(mistakes, "says.en")}>
        {(id) => (
          <Input.TextArea
            id={id}
            lang="en"
            rows={2}
            value={role.says.en}
            onChange={(event) => change({ ...role, says: { ...role.says, en: event.target.value } })}
          />
        )}
      </Field>
      <Field label={t("roles.key")} hint={isNew ? t("roles.keyRule") : ""} wrong={mistakesAt(mistakes, "key")}>
        {(id) => (
          <Input
            id={id}
            value={role.key}
            disabled={!isNew}
            spellCheck={false}
            autoCapitalize="none"
            onChange={(event) => change({ ...role, key: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}

type FieldProps = {
  label: string;
  hint?: string;
  wrong: MistakeShape[];
  children: (id: string) => React.ReactNode;
};

function Field({ label, hint, wrong, children }: FieldProps) {
  const id = useId();
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {hint && <span className={css.hint}>{hint}</span>}
      <Mistakes of={wrong} />
    </div>
  );
}
