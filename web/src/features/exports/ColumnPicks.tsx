import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import type { ExportColumnOut } from "@/api";
import { useFormat } from "@/ui/format";
import css from "./exports.module.css";
import { HowPill } from "./HowPill";

type Props = { columns: ExportColumnOut[]; left: string[]; change: (left: string[]) => void };

/** The columns that go out, to be left out one by one, and those that cannot go out. */
export function ColumnPicks({ columns, left, change }: Props) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const going = columns.filter(({ how }) => how !== "left out");
  const staying = columns.filter(({ how }) => how === "left out");
  return (
    <fieldset className={css.columns}>
      <legend>{t("exports.columns")}</legend>
      <div className={css.picks}>
        {going.map(({ name, title, how }) => (
          <Checkbox
            key={name}
            checked={!left.includes(name)}
            onChange={({ target }) => change(target.checked ? left.filter((each) => each !== name) : [...left, name])}
          >
            {say(title)} {how !== "whole" && <HowPill how={how} />}
          </Checkbox>
        ))}
      </div>
      {staying.length > 0 && (
        <p className={css.quiet}>
          {t("exports.leftOut", { columns: staying.map(({ title }) => say(title)).join(t("exports.comma")) })}
        </p>
      )}
    </fieldset>
  );
}
