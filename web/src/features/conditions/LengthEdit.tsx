import { Input, InputNumber, Select, Space } from "antd";
import { useTranslation } from "react-i18next";
import css from "./conditions.module.css";
import { lengthOf, lengthText, type Unit } from "./model";
import { useScope } from "./scope";

const UNITS: Unit[] = ["H", "D", "M", "Y"];

/** A length of time: a number and its unit; one of several units as it is written (`P1DT6H`). */
export function LengthEdit({ length, change }: { length: string; change: (length: string) => void }) {
  const { t } = useTranslation();
  const { disabled } = useScope();
  const found = lengthOf(length);
  if (!found)
    return (
      <Input
        className={css.length}
        aria-label={t("conditions.length")}
        disabled={disabled}
        value={length}
        onChange={(event) => change(event.target.value)}
      />
    );
  return (
    <Space.Compact>
      <InputNumber
        className={css.length}
        aria-label={t("conditions.length")}
        disabled={disabled}
        min={1}
        max={9999}
        precision={0}
        value={found.count}
        onChange={(count) => count && change(lengthText(count, found.unit))}
      />
      <Select
        className={css.lengthUnit}
        aria-label={t("conditions.unit.label")}
        disabled={disabled}
        value={found.unit}
        options={UNITS.map((unit) => ({ value: unit, label: t(`conditions.unit.${unit}`) }))}
        onChange={(unit) => change(lengthText(found.count, unit))}
      />
    </Space.Compact>
  );
}
