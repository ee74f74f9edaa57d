import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { RoleChoices } from "@/api";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { isReadable, levelOf, type Sees } from "./role";
import css from "./roles.module.css";

type Props = { sees: Sees; choices: RoleChoices; change: (writes: string[]) => void };

/** What holders may change by hand: whole categories, or single fields of customers, of what they see in full. */
export function Writes({ sees, choices, change }: Props) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const word = useWord();
  const id = useId();
  const seen = choices.categories.filter(
    ({ key }) => isReadable(levelOf(sees.fields, key)) || sees.writes.includes(key),
  );
  const columns = choices.columns.map(({ key, column }) => ({ value: key, label: word("field", column) }));
  const told = [...choices.categories.map(({ key }) => key), ...columns.map(({ value }) => value)];
  const lost = sees.writes.filter((each) => !told.includes(each)).map((each) => ({ value: each, label: each }));
  return (
    <div className={css.exceptions}>
      <h4>
        <label htmlFor={id}>{t("roles.writes")}</label>
      </h4>
      <Select
        id={id}
        mode="multiple"
        size="small"
        className={css.writes}
        showSearch={{ optionFilterProp: "label" }}
        value={sees.writes}
        placeholder={t("roles.writesNothing")}
        options={[
          {
            label: t("roles.writesCategories"),
            options: seen.map(({ key, name }) => ({ value: key, label: say(name) })),
          },
          { label: t("roles.writesFields"), options: [...columns, ...lost] },
        ]}
        onChange={change}
      />
      <p className={css.hint}>{t("roles.writesHint")}</p>
    </div>
  );
}
