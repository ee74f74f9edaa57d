import { Checkbox, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { RegisterOut } from "@/api";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import type { Narrowed } from "./find";
import css from "./register.module.css";

const PURPOSES = ["service", "marketing", "analysis", "operations", "legal"] as const;

type Props = { register: RegisterOut; by: Narrowed; change: (by: Narrowed) => void };

/** Text, kind, purpose, category, and only what lacks a legal basis. */
export function Filters({ register, by, change }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const { say } = useFormat();
  const kinds = [...new Set(register.items.map(({ kind }) => kind))];
  return (
    <search className={css.filters}>
      <Input.Search
        className={css.text}
        allowClear
        placeholder={t("register.search")}
        aria-label={t("register.search")}
        value={by.text}
        onChange={(event) => change({ ...by, text: event.target.value })}
      />
      <Select
        className={css.pick}
        aria-label={t("register.kindLabel")}
        value={by.kind}
        options={[
          { value: "", label: t("register.anyKind") },
          ...kinds.map((kind) => ({ value: kind, label: t(`register.kind.${kind}`) })),
        ]}
        onChange={(kind) => change({ ...by, kind })}
      />
      <Select
        className={css.pick}
        aria-label={t("register.purposes")}
        value={by.purpose}
        options={[
          { value: "", label: t("register.anyPurpose") },
          ...PURPOSES.map((purpose) => ({ value: purpose, label: word("purpose", purpose) })),
        ]}
        onChange={(purpose) => change({ ...by, purpose })}
      />
      <Select
        className={css.pick}
        aria-label={t("register.categories")}
        value={by.category}
        popupMatchSelectWidth={false}
        options={[
          { value: "", label: t("register.anyCategory") },
          ...Object.entries(register.categories).map(([key, name]) => ({ value: key, label: say(name) })),
        ]}
        onChange={(category) => change({ ...by, category })}
      />
      {register.missing > 0 && (
        <Checkbox checked={by.missing} onChange={(event) => change({ ...by, missing: event.target.checked })}>
          {t("register.onlyMissing")}
        </Checkbox>
      )}
    </search>
  );
}
