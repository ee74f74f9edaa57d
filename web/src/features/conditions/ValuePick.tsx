import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listConditionValuesOptions } from "@/api/@tanstack/react-query.gen";
import { useFormat } from "@/ui/format";
import { useLate } from "@/ui/useLate";
import css from "./conditions.module.css";
import { type Asked, useScope } from "./scope";

type Props = { asked: Asked; values: string[]; several: boolean; change: (values: string[]) => void };

/** Chooses texts: the codes of a field by their names, and what is in the data most; others can be typed. */
export function ValuePick({ asked, values, several, change }: Props) {
  const { t } = useTranslation();
  const { say, count } = useFormat();
  const { usedIn, disabled } = useScope();
  const [typed, type] = useState("");
  const like = useLate(typed.trim(), 300);
  const [open, setOpen] = useState(false);
  const found = useQuery({
    ...listConditionValuesOptions({ query: { name: asked.lookedUp ?? "", like, used_in: usedIn } }),
    enabled: open && asked.lookedUp !== null,
    placeholderData: keepPreviousData,
    staleTime: 300_000,
  });
  const known = new Map(asked.values.map(({ key, name }) => [key, say(name)]));
  const common = (found.data?.items ?? []).filter(({ value }) => !known.has(value) || like === "");
  const inData = new Map(common.map(({ value, customers }) => [value, customers]));
  const texts = [...new Set([...common.map(({ value }) => value), ...known.keys(), ...values])].filter(Boolean);
  const word = typed.trim();
  const isNamed = [...known.values()].some((label) => label.toLowerCase() === word.toLowerCase());
  const own = !asked.closed && word && !isNamed && !texts.includes(word) ? [word] : [];
  const options = [...texts, ...own].map((value) => ({
    value,
    label: known.get(value) ?? value,
    customers: inData.get(value),
    search: `${value} ${known.get(value) ?? ""}`.toLowerCase(),
  }));
  return (
    <Select
      className={css.value}
      mode={several ? "multiple" : undefined}
      aria-label={t("conditions.value")}
      placeholder={t(several ? "conditions.valuesHint" : "conditions.valueHint")}
      status={values.length ? undefined : "warning"}
      disabled={disabled}
      value={several ? values : values[0]}
      options={options}
      loading={found.isFetching}
      popupMatchSelectWidth={300}
      onOpenChange={setOpen}
      showSearch={{
        searchValue: typed,
        onSearch: type,
        filterOption: (text, option) => (option as (typeof options)[number]).search.includes(text.toLowerCase().trim()),
      }}
      optionRender={({ data }) => (
        <span className={css.option}>
          <span>{data.label}</span>
          {data.customers !== undefined && (
            <small>{t("conditions.customers", { count: data.customers, number: count(data.customers) })}</small>
          )}
        </span>
      )}
      onChange={(chosen: string | string[]) => {
        type("");
        change(Array.isArray(chosen) ? chosen : [chosen]);
      }}
    />
  );
}
