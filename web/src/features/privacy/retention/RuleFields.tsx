import { Input, InputNumber, Select } from "antd";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import type { KeepableOut, MistakeShape } from "@/api";
import { Mistakes } from "@/features/access/roles/Mistakes";
import { useFormat } from "@/ui/format";
import css from "./retention.module.css";
import { lengthOf, type RuleBody, unitOf, withLength, wrongAt } from "./rule";

type Props = {
  rule: RuleBody;
  keepable: KeepableOut;
  mistakes: MistakeShape[];
  change: (rule: RuleBody) => void;
};

/** How long, after which date, what becomes of it, and in both languages the name and the ground. */
export function RuleFields({ rule, keepable, mistakes, change }: Props) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const said = (field: "name" | "ground", language: "zh" | "en", long: boolean) => (
    <Field
      key={`${field}.${language}`}
      label={t(`retention.${field}.${language}`)}
      wrong={wrongAt(mistakes, `${field}.${language}`)}
    >
      {(id) => {
        const shown = {
          id,
          lang: language === "zh" ? "zh-CN" : "en",
          value: rule[field][language],
          onChange: (event: { target: { value: string } }) =>
            change({ ...rule, [field]: { ...rule[field], [language]: event.target.value } }),
        };
        return long ? <Input.TextArea rows={2} {...shown} /> : <Input {...shown} />;
      }}
    </Field>
  );
  return (
    <div className={css.fields}>
      <LengthField rule={rule} keepable={keepable} mistakes={mistakes} change={change} />
      <Field label={t("retention.after")} wrong={wrongAt(mistakes, "after")}>
        {(id) => (
          <Select
            id={id}
            value={rule.after}
            options={keepable.dates.map((date) => ({ value: date.key, label: say(date.name) }))}
            onChange={(after) => change({ ...rule, after })}
          />
        )}
      </Field>
      <Field label={t("retention.wayLabel")} wrong={wrongAt(mistakes, "way")}>
        {(id) => (
          <Select
            id={id}
            value={rule.way}
            options={keepable.ways.map((way) => ({ value: way, label: t(`retention.way.${way}`) }))}
            onChange={(way) => change({ ...rule, way })}
          />
        )}
      </Field>
      {said("name", "zh", false)}
      {said("name", "en", false)}
      {said("ground", "zh", true)}
      {said("ground", "en", true)}
    </div>
  );
}

function LengthField({ rule, keepable, mistakes, change }: Props) {
  const { t } = useTranslation();
  const { say, count } = useFormat();
  const unit = unitOf(rule);
  return (
    <Field label={t("retention.length")} wrong={wrongAt(mistakes, "months", "days", "keeps", "key")}>
      {(id) => (
        <>
          <span className={css.length}>
            <InputNumber
              id={id}
              min={1}
              max={unit === "months" ? 1200 : 36500}
              precision={0}
              value={lengthOf(rule)}
              onChange={(length) => change(withLength(rule, unit, length ?? 1))}
            />
            <Select
              aria-label={t("retention.unit")}
              value={unit}
              options={(["months", "days"] as const).map((each) => ({
                value: each,
                label: t(`retention.units.${each}`),
              }))}
              onChange={(next) => change(withLength(rule, next, lengthOf(rule)))}
            />
          </span>
          {keepable.minimum && (
            <span className={css.hint}>
              {t("retention.minimum", { months: count(keepable.minimum.months), law: say(keepable.minimum.law) })}
            </span>
          )}
          {keepable.needed && (
            <span className={css.hint}>
              {keepable.needed.kind === "figure"
                ? t("retention.neededByFigures", { days: count(keepable.needed.days) })
                : t("retention.needed", { days: count(keepable.needed.days), key: keepable.needed.key })}
            </span>
          )}
        </>
      )}
    </Field>
  );
}

type FieldProps = { label: string; wrong: MistakeShape[]; children: (id: string) => ReactNode };

function Field({ label, wrong, children }: FieldProps) {
  const id = useId();
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
      <Mistakes of={wrong} />
    </div>
  );
}
