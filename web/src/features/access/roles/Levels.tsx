import { DeleteOutlined } from "@ant-design/icons";
import { Button, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { RoleChoices } from "@/api";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { exceptionsOf, type Level, levelOf, OTHERWISE, type Sees, withLevel } from "./role";
import css from "./roles.module.css";

type Props = { fields: Sees["fields"]; choices: RoleChoices; change: (fields: Sees["fields"]) => void };

const AS_OTHERS = "as others";

/** How far each category of data is seen: a level of its own, or that of all others. */
export function Levels({ fields, choices, change }: Props) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const word = useWord();
  const levels = choices.levels.map((level) => ({ value: level as string, label: word("level", level) }));
  const hints = (has_mask: boolean, holds: string[], level: Level) =>
    [level === "masked" && !has_mask && t("roles.noMask"), holds.length > 0 && t("roles.holds")].filter(Boolean);
  return (
    <ul className={css.levels}>
      <li className={css.others}>
        <strong>{t("roles.otherwise")}</strong>
        <Segmented
          size="small"
          aria-label={t("roles.otherwise")}
          value={fields[OTHERWISE] ?? "hidden"}
          onChange={(level) => change(withLevel(fields, OTHERWISE, level as Level))}
          options={levels}
        />
      </li>
      {choices.categories.map(({ key, name, has_mask, holds }) => (
        <li key={key}>
          <span>
            {say(name)}
            <small>{hints(has_mask, holds, levelOf(fields, key)).join(" · ")}</small>
          </span>
          <Segmented
            size="small"
            aria-label={say(name)}
            value={fields[key] ?? AS_OTHERS}
            onChange={(level) => change(withLevel(fields, key, level === AS_OTHERS ? null : (level as Level)))}
            options={[{ value: AS_OTHERS, label: t("roles.asOthers") }, ...levels]}
          />
        </li>
      ))}
    </ul>
  );
}

/** Single columns that are seen better or worse than their category. */
export function Exceptions({ fields, choices, change }: Props) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const word = useWord();
  const columnOf = (key: string) => choices.columns.find((each) => each.key === key);
  const labelOf = (key: string) => {
    const column = columnOf(key);
    return column ? word("field", column.column) : key;
  };
  const named = exceptionsOf(fields);
  const groups = choices.categories.map((category) => ({
    label: say(category.name),
    options: choices.columns
      .filter((column) => column.category === category.key && !named.includes(column.key))
      .map((column) => ({ value: column.key, label: labelOf(column.key) })),
  }));
  return (
    <div className={css.exceptions}>
      <h4>{t("roles.exceptions")}</h4>
      {named.length > 0 && (
        <ul className={css.levels}>
          {named.map((key) => (
            <li key={key}>
              <span>
                {labelOf(key)}
                <small>{key}</small>
              </span>
              <span className={css.exception}>
                <Segmented
                  size="small"
                  aria-label={labelOf(key)}
                  value={fields[key]}
                  onChange={(level) => change(withLevel(fields, key, level as Level))}
                  options={choices.levels.map((level) => ({ value: level, label: word("level", level) }))}
                />
                <Button
                  size="small"
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t("roles.removeException", { field: labelOf(key) })}
                  onClick={() => change(withLevel(fields, key, null))}
                />
              </span>
            </li>
          ))}
        </ul>
      )}
      <Select
        size="small"
        className={css.pick}
        showSearch={{ optionFilterProp: "label" }}
        value={null}
        placeholder={t("roles.addException")}
        aria-label={t("roles.addException")}
        options={groups.filter((group) => group.options.length > 0)}
        onChange={(key: string | null) => key && change(withLevel(fields, key, "hidden"))}
      />
    </div>
  );
}
