import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/ui/format";
import css from "./conditions.module.css";
import { GroupView } from "./GroupView";
import { LengthEdit } from "./LengthEdit";
import { emptyRow, type Facts, type Group, type Row } from "./model";
import { listNamed, type Scope, ScopeProvider, TreeProvider, useScope } from "./scope";
import { remove } from "./tree";

const FUNCTIONS = ["count", "distinct", "sum", "mean", "median", "min", "max", "last", "exists", "trend"] as const;
const OF_NUMBERS = new Set(["sum", "mean", "median", "trend"]);

/** What is made of the facts of a list (their number, the sum of a column), in front of the list itself. */
export function FunctionEdit({ facts, change }: { facts: Facts; change: (facts: Facts) => void }) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const scope = useScope();
  const list = listNamed(scope, facts.list);
  const chosen = facts.distinct && facts.function === "count" ? "distinct" : facts.function;
  const needsColumn = chosen !== "count" && chosen !== "exists";
  const columns = (list?.columns ?? []).filter((each) => !OF_NUMBERS.has(chosen) || each.type === "number");
  const choose = (name: string) => {
    const plain = name === "count" || name === "exists";
    const fits = !OF_NUMBERS.has(name) || columnIsNumber(scope, facts);
    change({
      ...facts,
      function: name === "distinct" ? "count" : name,
      distinct: name === "distinct",
      column: plain || !fits ? null : facts.column,
    });
  };
  return (
    <>
      <Select
        className={css.function}
        aria-label={t("conditions.function.label")}
        disabled={scope.disabled}
        value={chosen}
        popupMatchSelectWidth={false}
        options={FUNCTIONS.filter((name) => list?.when || (name !== "last" && name !== "trend")).map((name) => ({
          value: name,
          label: t(`conditions.function.${name}`),
        }))}
        onChange={choose}
      />
      {needsColumn && (
        <Select
          className={css.column}
          aria-label={t("conditions.column")}
          placeholder={t("conditions.column")}
          status={facts.column ? undefined : "warning"}
          disabled={scope.disabled}
          value={facts.column}
          popupMatchSelectWidth={false}
          options={columns.map((each) => ({ value: each.name, label: say(each.label) }))}
          onChange={(column) => change({ ...facts, column })}
        />
      )}
    </>
  );
}

function columnIsNumber(scope: Scope, { list, column }: Facts): boolean {
  return listNamed(scope, list)?.columns.find(({ name }) => name === column)?.type === "number";
}

/** Which facts of a list count: those within a window, and for which conditions over its columns hold. */
export function WhereEdit({ facts, change }: { facts: Facts; change: (facts: Facts) => void }) {
  const { t } = useTranslation();
  const outer = useScope();
  const [dragged, drag] = useState<string | null>(null);
  const list = listNamed(outer, facts.list);
  if (!list) return null;
  const window = list.when ? windowIn(facts.where, list.when) : null;
  const put = (where: Group) => change({ ...facts, where });
  const time = list.columns.find(({ name }) => name === list.when)?.type;
  const within = (length: string): Row => ({
    ...emptyRow(),
    subject: { of: "name", name: list.when },
    op: ">",
    value: { of: "moment", moment: time === "date" ? "today" : "now", sign: "minus", length },
  });
  const choose = (limited: boolean) => {
    if (!limited) return window && put(remove(facts.where, window.id));
    put({ ...facts.where, items: [...facts.where.items, within("P30D")] });
  };
  const length = window?.value.of === "moment" ? window.value.length : "";
  const lengthen = (next: string) =>
    window?.value.of === "moment" &&
    put({
      ...facts.where,
      items: facts.where.items.map((item) =>
        item.id === window.id ? { ...window, value: { ...window.value, length: next } as Row["value"] } : item,
      ),
    });
  const windowed = list.when !== "" && facts.where.join === "all" && !facts.where.negated;
  return (
    <div className={css.where}>
      {windowed && (
        <div className={css.cells}>
          <Select
            className={css.against}
            aria-label={t("conditions.window.label")}
            disabled={outer.disabled}
            value={window ? "last" : "always"}
            popupMatchSelectWidth={false}
            options={(["always", "last"] as const).map((each) => ({
              value: each,
              label: t(`conditions.window.${each}`),
            }))}
            onChange={(each) => choose(each === "last")}
          />
          {window && <LengthEdit length={length} change={lengthen} />}
        </div>
      )}
      <ScopeProvider value={{ ...outer, list }}>
        <TreeProvider value={{ root: facts.where, change: put, dragged, drag }}>
          <GroupView group={facts.where} hidden={windowed ? window?.id : undefined} isRoot />
        </TreeProvider>
      </ScopeProvider>
    </div>
  );
}

/** The row that limits a list to the time before now; null where none does. */
function windowIn({ items, join, negated }: Group, when: string): Row | null {
  if (join !== "all" || negated) return null;
  const found = items.find(
    (item): item is Row =>
      item.type === "row" &&
      !item.negated &&
      item.subject?.of === "name" &&
      item.subject.name === when &&
      (item.op === ">" || item.op === ">=") &&
      item.value.of === "moment" &&
      item.value.sign === "minus" &&
      item.value.length !== "",
  );
  return found ?? null;
}
