import { InputNumber, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConditionNames, MistakeShape } from "@/api";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { ConditionBuilder } from "../ConditionBuilder";
import css from "../conditions.module.css";
import { LengthEdit } from "../LengthEdit";
import { ScopeProvider } from "../scope";
import type { Purpose } from "../useCondition";
import { type Body, numberAt, put, textAt } from "./body";
import form from "./editor.module.css";
import { Field } from "./Field";
import { PurposeField } from "./PurposeField";

type Props = {
  body: Body;
  names: ConditionNames;
  mistakes: MistakeShape[];
  disabled: boolean;
  change: (body: Body) => void;
};

const SEVERITIES = ["critical", "high", "medium", "low"] as const;
const NO_TIME = "P0D";

/** How grave an alert of a rule is, about whom, what is kept with it, and how long the rule then stays silent. */
export function RuleFields({ body, names, mistakes, disabled, change }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const cool = textAt(body, "cool_down");
  const isSilent = cool !== "" && cool !== NO_TIME;
  return (
    <div className={form.fields}>
      <Field label={t("conditions.editor.severity")} at="severity" mistakes={mistakes}>
        {(id) => (
          <Select
            id={id}
            value={textAt(body, "severity")}
            options={SEVERITIES.map((value) => ({ value, label: word("severity", value) }))}
            onChange={(severity) => change(put(body, "severity", severity))}
          />
        )}
      </Field>
      <Field label={t("conditions.editor.of")} at="of" mistakes={mistakes}>
        {(id) => (
          <Select
            id={id}
            value={textAt(body, "of") || "active"}
            options={["active", "everyone"].map((value) => ({ value, label: word("ruleOf", value) }))}
            onChange={(of) => change(put(body, "of", of))}
          />
        )}
      </Field>
      <PurposeField body={body} mistakes={mistakes} change={change} />
      <Field label={t("conditions.editor.coolDown")} at="cool_down" mistakes={mistakes}>
        {(id) => (
          <div className={css.cells}>
            <Select
              id={id}
              value={isSilent ? "silent" : "none"}
              options={[
                { value: "none", label: t("conditions.editor.noCoolDown") },
                { value: "silent", label: t("conditions.editor.silentFor") },
              ]}
              onChange={(how) => change(put(body, "cool_down", how === "silent" ? "P14D" : undefined))}
            />
            {isSilent && (
              <ScopeProvider value={{ names, list: null, usedIn: "rule", disabled }}>
                <LengthEdit length={cool} change={(length) => change(put(body, "cool_down", length))} />
              </ScopeProvider>
            )}
          </div>
        )}
      </Field>
      <Field label={t("conditions.editor.holdOut")} at="hold_out" mistakes={mistakes}>
        {(id) => (
          <InputNumber
            id={id}
            className={css.number}
            min={0}
            max={50}
            value={Math.round(numberAt(body, "hold_out", 0.05) * 1000) / 10}
            suffix={<span className={css.unit}>%</span>}
            onChange={(share) => change(put(body, "hold_out", share === null ? undefined : share / 100))}
          />
        )}
      </Field>
      <Field label={t("conditions.editor.handling")} at="handling_minutes" mistakes={mistakes}>
        {(id) => (
          <InputNumber
            id={id}
            className={css.number}
            min={0}
            max={480}
            precision={0}
            value={numberAt(body, "handling_minutes", 15)}
            onChange={(minutes) => change(put(body, "handling_minutes", minutes ?? undefined))}
          />
        )}
      </Field>
      <EvidenceField body={body} names={names} mistakes={mistakes} change={change} />
    </div>
  );
}

type Evidence = { facts?: string[]; rows?: number };

function EvidenceField({ body, names, mistakes, change }: Omit<Props, "disabled">) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const kept = (body.evidence ?? {}) as Evidence;
  const options = names.groups.map(({ label, items }) => ({
    label: say(label),
    options: items.map((item) => ({ value: item.name, label: say(item.label) })),
  }));
  return (
    <Field label={t("conditions.editor.evidence")} at="evidence" mistakes={mistakes}>
      {(id) => (
        <Select
          id={id}
          mode="multiple"
          value={kept.facts ?? []}
          options={options}
          showSearch={{ optionFilterProp: "label" }}
          onChange={(facts: string[]) => change({ ...body, evidence: { ...kept, facts } })}
        />
      )}
    </Field>
  );
}

type ClearProps = {
  body: Body;
  purpose: Purpose | undefined;
  disabled: boolean;
  change: (text: string | undefined, isWhole: boolean) => void;
};

/** When an alert is over: as soon as the condition no longer holds, or once another one does. */
export function ClearField({ body, purpose, disabled, change }: ClearProps) {
  const { t } = useTranslation();
  const [first] = useState(textAt(body, "clear_when"));
  const [other, setOther] = useState(first !== "");
  return (
    <div className={form.section}>
      <div className={css.cells}>
        <Select
          className={css.subject}
          aria-label={t("conditions.editor.clears")}
          disabled={disabled}
          value={other ? "other" : "same"}
          options={[
            { value: "same", label: t("conditions.editor.clearsAlike") },
            { value: "other", label: t("conditions.editor.clearsWhen") },
          ]}
          onChange={(how) => {
            setOther(how === "other");
            if (how === "same") change(undefined, true);
          }}
        />
      </div>
      {other && (
        <ConditionBuilder value={first} usedIn="rule" usedFor={purpose} disabled={disabled} onChange={change} />
      )}
    </div>
  );
}
