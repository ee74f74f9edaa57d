import { Select } from "antd";
import { useTranslation } from "react-i18next";
import type { MistakeShape } from "@/api";
import { useWord } from "@/ui/code";
import type { Purpose } from "../useCondition";
import { type Body, put, textAt } from "./body";
import { Field } from "./Field";

type Props = { body: Body; mistakes: MistakeShape[]; change: (body: Body) => void; optional?: boolean };

const PURPOSES = ["service", "marketing", "analysis", "operations", "legal"] as const;

/** What a definition is used for: what was collected for other purposes only may not stand in it. */
export function PurposeField({ body, mistakes, change, optional = false }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const usual = optional ? "" : "service";
  const any = optional ? [{ value: "", label: t("conditions.editor.anyPurpose") }] : [];
  return (
    <Field label={t("conditions.editor.usedFor")} at="used_for" mistakes={mistakes}>
      {(id) => (
        <Select
          id={id}
          value={textAt(body, "used_for") || usual}
          options={[...any, ...PURPOSES.map((value) => ({ value, label: word("purpose", value) }))]}
          onChange={(purpose: string) => change(put(body, "used_for", purpose))}
        />
      )}
    </Field>
  );
}

/** The purpose that a definition of a kind states, by itself or by its kind. */
export function purposeOf(body: Body, usual: Purpose | undefined): Purpose | undefined {
  return (textAt(body, "used_for") as Purpose | "") || usual;
}
