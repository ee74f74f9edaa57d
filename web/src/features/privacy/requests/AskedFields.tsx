import { Checkbox, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Asked } from "@/api";
import { useWord } from "@/ui/code";
import { FIELDS, GROUNDS, OBJECTS, PROOFS } from "./steps";

type Props = { kind: string; asked: Asked; change: (asked: Asked) => void };

/** What a request has to say more closely, by its kind. */
export function AskedFields({ kind, asked, change }: Props) {
  if (kind === "correction") return <Correction asked={asked} change={change} />;
  if (kind === "restriction") return <Restriction asked={asked} change={change} />;
  return kind === "objection" ? <Objection asked={asked} change={change} /> : null;
}

/** Whether all is said that the kind needs. */
export function isAsked(kind: string, asked: Asked): boolean {
  if (kind === "correction") return Boolean(asked.field && asked.proof && asked.should_be?.trim());
  if (kind === "restriction") return Boolean(asked.ground);
  return kind !== "objection" || Boolean(asked.objects_to?.length);
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

function Restriction({ asked, change }: Omit<Props, "kind">) {
  const { t } = useTranslation();
  const days = ["since", "until"] as const;
  return (
    <>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: antd's Select is the control */}
      <label>
        {t("requests.ground")}
        <Select
          value={asked.ground || null}
          onChange={(ground) => change({ ...asked, ground })}
          options={GROUNDS.map((value) => ({ value, label: t(`requests.grounds.${value}`) }))}
        />
      </label>
      {days.map((name) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: antd's Input is the control
        <label key={name}>
          {t(`requests.${name}`)}
          <Input
            type="date"
            value={asked[name] ?? ""}
            onChange={(event) => change({ ...asked, [name]: event.target.value || null })}
          />
        </label>
      ))}
    </>
  );
}

function Objection({ asked, change }: Omit<Props, "kind">) {
  const { t } = useTranslation();
  return (
    <Checkbox.Group
      value={asked.objects_to ?? []}
      onChange={(objects_to) => change({ ...asked, objects_to })}
      options={OBJECTS.map((value) => ({ value, label: t(`requests.objects.${value}`) }))}
    />
  );
}
