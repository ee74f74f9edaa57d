import { Input, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/ui/format";
import css from "./conditions.module.css";
import { LengthEdit } from "./LengthEdit";
import type { Operand } from "./model";
import { type Asked, empty, isTime, useScope } from "./scope";
import { ValuePick } from "./ValuePick";

type Props = { asked: Asked; value: Operand; several: boolean; change: (value: Operand) => void };

/** What a row is held against: a number with its unit, a day, texts from the data, or another field. */
export function OperandEdit({ asked, value, several, change }: Props) {
  const { t } = useTranslation();
  if (value.of === "pair")
    return (
      <span className={css.pair}>
        <OperandEdit asked={asked} several={false} value={value.low} change={(low) => change({ ...value, low })} />
        <span>{t("conditions.and")}</span>
        <OperandEdit asked={asked} several={false} value={value.high} change={(high) => change({ ...value, high })} />
      </span>
    );
  const shown = value.of === "nothing" ? empty(asked.type) : value;
  return (
    <>
      {(asked.type === "number" || isTime(asked.type)) && <Against asked={asked} value={shown} change={change} />}
      <One asked={asked} value={shown} several={several} change={change} />
    </>
  );
}

const KINDS = { number: ["number", "share", "name"], time: ["date", "moment", "name"] } as const;

/** Whether a number is held against a number, a share of another field or that field; a time against a day or a moment. */
function Against({ asked, value, change }: Omit<Props, "several">) {
  const { t } = useTranslation();
  const { disabled, list } = useScope();
  const kinds = asked.type === "number" ? KINDS.number : KINDS.time;
  const first = (of: string): Operand => {
    if (of === "share") return { of, factor: null, name: "" };
    if (of === "name") return { of, name: "" };
    if (of === "moment") return { of, moment: asked.type === "date" ? "today" : "now", sign: "minus", length: "P30D" };
    return empty(asked.type);
  };
  const offered = list ? kinds.filter((kind) => kind !== "share") : kinds;
  if (value.of === "text") return null;
  return (
    <Select
      className={css.against}
      aria-label={t("conditions.against.label")}
      value={value.of}
      disabled={disabled}
      popupMatchSelectWidth={false}
      options={offered.map((kind) => ({ value: kind, label: t(`conditions.against.${kind}`) }))}
      onChange={(kind: string) => change(first(kind))}
    />
  );
}

function One({ asked, value, several, change }: Props) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const { disabled } = useScope();
  switch (value.of) {
    case "number":
      return (
        <InputNumber
          className={css.number}
          aria-label={t("conditions.value")}
          status={value.value === null ? "warning" : undefined}
          disabled={disabled}
          value={value.value}
          suffix={asked.unit ? <span className={css.unit}>{say(asked.unit)}</span> : undefined}
          onChange={(next) => change({ of: "number", value: next })}
        />
      );
    case "boolean":
      return (
        <Select
          className={css.against}
          aria-label={t("conditions.value")}
          disabled={disabled}
          value={String(value.value)}
          options={["true", "false"].map((each) => ({
            value: each,
            label: t(each === "true" ? "conditions.op.yes" : "conditions.op.no"),
          }))}
          onChange={(next) => change({ of: "boolean", value: next === "true" })}
        />
      );
    case "date":
      return (
        <Input
          className={css.date}
          type="date"
          aria-label={t("conditions.value")}
          status={value.text ? undefined : "warning"}
          disabled={disabled}
          value={value.text}
          onChange={(event) => change({ of: "date", text: event.target.value })}
        />
      );
    case "moment":
      return <MomentEdit value={value} change={change} />;
    case "share":
      return (
        <>
          <InputNumber
            className={css.number}
            aria-label={t("conditions.factor")}
            status={value.factor === null ? "warning" : undefined}
            disabled={disabled}
            min={0}
            step={5}
            value={value.factor === null ? null : Math.round(value.factor * 1e6) / 1e4}
            suffix={<span className={css.unit}>%</span>}
            onChange={(next) => change({ ...value, factor: next === null ? null : Math.round(next * 1e4) / 1e6 })}
          />
          <span className={css.word}>{t("conditions.shareOf")}</span>
          <OtherField value={value.name} change={(name) => change({ ...value, name })} type={asked.type} />
        </>
      );
    case "name":
      return <OtherField value={value.name} change={(name) => change({ of: "name", name })} type={asked.type} />;
    case "text":
      return (
        <Input
          className={css.code}
          aria-label={t("conditions.value")}
          disabled={disabled}
          spellCheck={false}
          value={value.text}
          onChange={(event) => change({ of: "text", text: event.target.value })}
        />
      );
  }
  const texts = value.of === "strings" ? value.values : value.of === "string" ? [value.value] : [];
  const give = (values: string[]): Operand =>
    several
      ? { of: "strings", values }
      : values[0] === undefined
        ? { of: "nothing" }
        : { of: "string", value: values[0] };
  return <ValuePick asked={asked} values={texts} several={several} change={(values) => change(give(values))} />;
}

type Moment = Extract<Operand, { of: "moment" }>;

function MomentEdit({ value, change }: { value: Moment; change: (value: Operand) => void }) {
  const { t } = useTranslation();
  const { disabled } = useScope();
  return (
    <>
      <LengthEdit length={value.length} change={(length) => change({ ...value, length })} />
      <Select
        className={css.against}
        aria-label={t("conditions.direction.label")}
        disabled={disabled}
        value={value.sign}
        options={(["minus", "plus"] as const).map((sign) => ({
          value: sign,
          label: t(`conditions.direction.${sign}`),
        }))}
        onChange={(sign) => change({ ...value, sign })}
      />
    </>
  );
}

type OtherProps = { value: string; type: string; change: (name: string) => void };

/** Another field of the same type. */
function OtherField({ value, type, change }: OtherProps) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const { names, list, disabled } = useScope();
  const groups = list ? [{ label: list.label, items: list.columns }] : names.groups;
  const options = groups
    .map(({ label, items }) => ({
      label: say(label),
      options: items
        .filter((item) => item.type === type)
        .map((item) => ({
          value: item.name,
          label: say(item.label),
          search: `${item.name} ${item.label.zh} ${item.label.en}`.toLowerCase(),
        })),
    }))
    .filter((group) => group.options.length > 0);
  return (
    <Select
      className={css.subject}
      aria-label={t("conditions.otherField")}
      placeholder={t("conditions.subjectHint")}
      status={value ? undefined : "warning"}
      disabled={disabled}
      value={value || null}
      options={options}
      popupMatchSelectWidth={320}
      showSearch={{
        filterOption: (text, option) =>
          String((option as { search?: string } | undefined)?.search ?? "").includes(text.toLowerCase()),
      }}
      onChange={(name) => name && change(name)}
    />
  );
}
