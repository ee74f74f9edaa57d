import { Button, Input, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useWord } from "@/ui/code";
import { instantIn, useZone } from "@/ui/zone";
import css from "./changes.module.css";

/** What the log is narrowed to, as it stands in the address of the page. */
export type Narrowed = {
  search: string;
  user: string;
  command: string;
  customer: string;
  since: string;
  until: string;
};
export const NAMES = ["search", "user", "command", "customer", "since", "until"] as const;

type Props = { values: Narrowed; change: (name: keyof Narrowed, value: string) => void; clear: () => void };

/** Fields that narrow the log: the words of an entry, a user, a command and the days; of looks, the customer. */
export function ChangeFilters({ values, change, clear, looks }: Props & { looks: boolean }) {
  const { t, i18n } = useTranslation();
  const word = useWord();
  const commands = Object.keys(i18n.getResource(i18n.language, "translation", "codes.command") ?? {});
  const used = NAMES.some((name) => values[name]);
  return (
    <div className={css.filters}>
      {looks ? (
        <Text name="customer" values={values} change={change} />
      ) : (
        <Text name="search" values={values} change={change} />
      )}
      <Text name="user" values={values} change={change} />
      {!looks && (
        <Select
          allowClear
          showSearch
          optionFilterProp="label"
          className={css.command}
          value={values.command || undefined}
          placeholder={t("access.changes.command")}
          aria-label={t("access.changes.command")}
          options={commands
            .map((value) => ({ value, label: word("command", value) }))
            .sort((one, other) => one.label.localeCompare(other.label, i18n.language))}
          onChange={(value?: string) => change("command", value ?? "")}
        />
      )}
      <Day name="since" values={values} change={change} />
      <Day name="until" values={values} change={change} />
      {used && <Button onClick={clear}>{t("access.changes.clear")}</Button>}
    </div>
  );
}

type FieldProps = Omit<Props, "clear"> & { name: keyof Narrowed };

function Text({ name, values, change }: FieldProps) {
  const { t } = useTranslation();
  const label = t(`access.changes.filter.${name}`);
  return (
    <Input
      allowClear
      className={css.text}
      value={values[name]}
      aria-label={label}
      placeholder={label}
      maxLength={200}
      onChange={(event) => change(name, event.target.value)}
    />
  );
}

function Day({ name, values, change }: FieldProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <label className={css.day} htmlFor={id}>
      {t(`access.changes.filter.${name}`)}
      <Input id={id} type="date" value={values[name]} onChange={(event) => change(name, event.target.value)} />
    </label>
  );
}

/** The instants between which the log is read: from the first moment of one day to the last of the other. */
export function useInstants({ since, until }: Narrowed): { since?: string; until?: string } {
  const zone = useZone();
  const start = (day: string, later: number) => {
    const at = new Date(`${day}T00:00Z`);
    if (!day || Number.isNaN(at.getTime())) return undefined;
    at.setUTCDate(at.getUTCDate() + later);
    return instantIn(at.toISOString().slice(0, 16), zone).toISOString();
  };
  return { since: start(since, 0), until: start(until, 1) };
}
