import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { countCondition, type Dependencies } from "@/api";
import { useFormat } from "@/ui/format";
import { problemOf } from "@/ui/problem";
import { useLate } from "@/ui/useLate";
import css from "./conditions.module.css";
import { listNamed, named, type UsedIn, useScope } from "./scope";
import type { Condition } from "./useCondition";

type Props = { condition: Condition; counts: boolean; usedIn: UsedIn };

/** The condition in words, for how many customers it holds, and what it reads. */
export function Summary({ condition, counts, usedIn }: Props) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const { check, shown, isGood, error } = condition;
  const unfinished = check !== undefined && check.mistakes.length === 0 && !isGood;
  return (
    <aside className={css.summary} aria-label={t("conditions.summary")}>
      <section>
        <h3>{t("conditions.inWords")}</h3>
        <p className={css.sentence} aria-live="polite">
          {shown?.sentence ? say(shown.sentence) : t("conditions.noWords")}
        </p>
        {unfinished && <p className={css.warning}>{t("conditions.unfinished")}</p>}
        {error && <p className={css.warning}>{problemOf(error).detail}</p>}
      </section>
      {counts && <Count text={isGood ? condition.text : ""} usedIn={usedIn} />}
      {shown?.dependencies && <Reads of={shown.dependencies} />}
    </aside>
  );
}

function Count({ text, usedIn }: { text: string; usedIn: UsedIn }) {
  const { t } = useTranslation();
  const { count, percent } = useFormat();
  const late = useLate(text, 350);
  const counted = useQuery({
    queryKey: [{ _id: "countCondition" }, late, usedIn],
    queryFn: async ({ signal }) =>
      (await countCondition({ body: { text: late, used_in: usedIn }, signal, throwOnError: true })).data,
    enabled: late !== "",
    placeholderData: keepPreviousData,
    retry: false,
  });
  const is = late !== "" && text !== "" ? counted.data : undefined;
  const fresh = late === text && !counted.isPlaceholderData && !counted.isFetching;
  return (
    <section>
      <h3>{t("conditions.holdsFor")}</h3>
      {counted.error && late !== "" ? (
        <p className={css.warning}>{problemOf(counted.error).detail}</p>
      ) : (
        <p className={fresh ? css.count : `${css.count} ${css.stale}`} aria-live="polite">
          {is ? (
            <>
              <strong>{count(is.count)}</strong>
              <span>{t("conditions.ofCustomers", { share: percent(is.share), all: count(is.customers) })}</span>
            </>
          ) : (
            <span>{t("conditions.noCount")}</span>
          )}
        </p>
      )}
    </section>
  );
}

function Reads({ of }: { of: Dependencies }) {
  const { t } = useTranslation();
  const { say, number } = useFormat();
  const scope = useScope();
  const label = (name: string) => {
    const found = named(scope, name);
    return found ? say(found.label) : name;
  };
  const keyed = (group: string, keys: string[]) => keys.map((key) => label(`${group}.${key}`));
  const windows = new Map(of.windows.map(({ list, days }) => [list, days]));
  const lists = of.lists.map((name) => {
    const list = listNamed(scope, name);
    const days = windows.get(name);
    const said = list ? say(list.label) : name;
    return days == null ? said : t("conditions.lookBack", { list: said, days: number(days), count: Math.ceil(days) });
  });
  const feeds = of.feeds.map((key) => label(`feed.${key}.late`));
  const names = [
    ...of.fields.map(label),
    ...lists,
    ...keyed("tags", of.tags),
    ...keyed("segments", of.segments),
    ...keyed("scores", of.scores),
    ...feeds,
  ];
  if (names.length === 0) return null;
  return (
    <section>
      <h3>{t("conditions.reads")}</h3>
      <ul className={css.reads}>
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </section>
  );
}
