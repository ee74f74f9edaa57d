import { Select } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Said } from "@/i18n";
import { useFormat } from "@/ui/format";
import css from "./conditions.module.css";
import { countOf, type Subject } from "./model";
import { useScope } from "./scope";

const LIST = "list:";

type Option = { value: string; label: string; search: string };

/** Chooses what a row asks of: a field, a tag, a score, or the facts of a list; found by words in either language. */
export function SubjectPick({ subject, change }: { subject: Subject | null; change: (subject: Subject) => void }) {
  const { t } = useTranslation();
  const scope = useScope();
  const options = useSubjects(scope.list === null);
  const value = subject && (subject.of === "name" ? subject.name : `${LIST}${subject.list}`);
  return (
    <Select
      className={css.subject}
      aria-label={t("conditions.subject")}
      placeholder={t("conditions.subjectHint")}
      status={value ? undefined : "warning"}
      value={value}
      options={options}
      disabled={scope.disabled}
      popupMatchSelectWidth={340}
      listHeight={320}
      showSearch={{
        filterOption: (text, option) =>
          option !== undefined && "search" in option && isAbout(String(option.search), text),
      }}
      onChange={(chosen: string) =>
        change(chosen.startsWith(LIST) ? countOf(chosen.slice(LIST.length)) : { of: "name", name: chosen })
      }
    />
  );
}

const isAbout = (search: string, text: string): boolean =>
  text
    .toLowerCase()
    .split(/\s+/)
    .every((part) => search.includes(part));

/** What can be chosen, under headings; with the lists where rows ask of a customer. */
function useSubjects(ofCustomer: boolean): { label: string; options: Option[] }[] {
  const { t } = useTranslation();
  const { say } = useFormat();
  const { names, list } = useScope();
  return useMemo(() => {
    const option = (value: string, label: Said, said?: Said | null): Option => ({
      value,
      label: say(label),
      search: [value, label.zh, label.en, said?.zh, said?.en].join(" ").toLowerCase(),
    });
    if (!ofCustomer)
      return [{ label: say(list?.label), options: (list?.columns ?? []).map((each) => option(each.name, each.label)) }];
    const lists = names.lists.map((each) => option(`${LIST}${each.name}`, each.label));
    const groups = names.groups.map(({ of, label, items }) => ({
      label: of === "tags" ? t("conditions.tagsOf", { family: say(label) }) : say(label),
      options: items.map((item) => option(item.name, item.label, item.says)),
    }));
    return [{ label: t("conditions.lists"), options: lists }, ...groups];
  }, [names, list, ofCustomer, say, t]);
}
