import { Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Asked } from "@/api";
import { useWord } from "@/ui/code";
import { FIELDS, PROOFS } from "./steps";

type Props = { kind: string; asked: Asked; change: (asked: Asked) => void };

/** What a request has to say more closely, by its kind: of a correction the field, its value and the proof. */
export function AskedFields({ kind, asked, change }: Props) {
  return kind === "correction" ? <Correction asked={asked} change={change} /> : null;
}

/** Whether all is said that the kind needs. */
export function isAsked(kind: string, asked: Asked): boolean {
  return kind !== "correction" || Boolean(asked.field && asked.proof && asked.should_be?.trim());
}

function Correction({ asked, change }: Omit<Props, "kind">) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: antd's Select is the control */}
      <label>
        {t("requests.field")}
        <Select
          value={asked.field || null}
          onChange={(field) => change({ ...asked, field })}
          options={FIELDS.map((value) => ({ value, label: word("field", value) }))}
        />
      </label>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: antd's Input is the control */}
      <label>
        {t("requests.shouldBe")}
        <Input
          value={asked.should_be ?? ""}
          maxLength={200}
          placeholder={asked.field === "birth_date" ? "1990-05-01" : ""}
          onChange={(event) => change({ ...asked, should_be: event.target.value })}
        />
      </label>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: antd's Select is the control */}
      <label>
        {t("requests.proof")}
        <Select
          value={asked.proof || null}
          onChange={(proof) => change({ ...asked, proof })}
          options={PROOFS.map((value) => ({ value, label: t(`requests.proofs.${value}`) }))}
        />
      </label>
    </>
  );
}
