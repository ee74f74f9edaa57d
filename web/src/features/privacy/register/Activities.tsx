import { useTranslation } from "react-i18next";
import type { ActivityOut, RegisterOut } from "@/api";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Pill } from "@/ui/Pill";
import { type Column, Rows } from "@/ui/Rows";
import css from "./register.module.css";

/** The activities as a table: what for, on what basis, which data, who sees it, how long. */
export function Activities({ items, register }: { items: ActivityOut[]; register: RegisterOut }) {
  const { t } = useTranslation();
  return (
    <Rows label={t("register.title")} rows={items} columns={useColumns(register)} keyOf={(activity) => activity.key} />
  );
}

function useColumns(register: RegisterOut): Column<ActivityOut>[] {
  const { t } = useTranslation();
  const { say } = useFormat();
  const category = (key: string) => say(register.categories[key] ?? {});
  return [
    {
      key: "name",
      label: t("register.activity"),
      lead: true,
      show: (activity) => (
        <>
          <strong>{say(activity.name)}</strong> <Pill>{t(`register.kind.${activity.kind}`)}</Pill>
          <div className={css.says}>{say(activity.says)}</div>
          <div className={css.says}>{say(activity.origin)}</div>
        </>
      ),
    },
    { key: "bases", label: t("register.bases"), show: (activity) => <Bases activity={activity} /> },
    {
      key: "categories",
      label: t("register.categories"),
      show: (activity) => (
        <>
          {activity.categories.map(category).join(" · ")}
          <div className={css.says}>{t(`register.subjects.${activity.subjects}`)}</div>
        </>
      ),
    },
    {
      key: "recipients",
      label: t("register.recipients"),
      show: (activity) => <Recipients activity={activity} category={category} />,
    },
    { key: "kept", label: t("register.kept"), show: (activity) => <Kept activity={activity} /> },
  ];
}

function Bases({ activity }: { activity: ActivityOut }) {
  const { t } = useTranslation();
  const word = useWord();
  const { say } = useFormat();
  return (
    <ul className={css.lines}>
      {activity.bases.map(({ purpose, basis, law }) => (
        <li key={purpose}>
          {word("purpose", purpose)}{" "}
          {basis ? (
            <>
              · {t(`register.basis.${basis}`)}
              {activity.bases.length < 3 && law && <small>{say(law)}</small>}
            </>
          ) : (
            <Pill tone="red">{t("register.missing")}</Pill>
          )}
        </li>
      ))}
    </ul>
  );
}

/** The roles that see all of it in one line, then each other role with what it does not see in full. */
function Recipients({ activity, category }: { activity: ActivityOut; category: (key: string) => string }) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const held = (levels: Record<string, string>, level: string | undefined) =>
    activity.categories.filter((key) => levels[key] === level).map(category);
  const isWhole = (levels: Record<string, string>) =>
    activity.categories.every((key) => levels[key] && levels[key] !== "masked");
  const whole = activity.recipients.filter(({ levels }) => isWhole(levels));
  return (
    <ul className={css.lines}>
      {whole.length > 0 && <li>{whole.map(({ name }) => say(name)).join(" · ")}</li>}
      {activity.recipients
        .filter(({ levels }) => !isWhole(levels))
        .map(({ role, name, levels }) => {
          const masked = held(levels, "masked");
          const hidden = held(levels, undefined);
          return (
            <li key={role}>
              {say(name)}
              {masked.length > 0 && <small>{t("register.masked", { categories: masked.join(", ") })}</small>}
              {hidden.length > 0 && <small>{t("register.hidden", { categories: hidden.join(", ") })}</small>}
            </li>
          );
        })}
    </ul>
  );
}

function Kept({ activity }: { activity: ActivityOut }) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const nothing = activity.kept.length === 0 && activity.endless.length === 0;
  return (
    <ul className={css.lines}>
      {activity.kept.map((each) => (
        <li key={each.en}>{say(each)}</li>
      ))}
      {activity.endless.map((each) => (
        <li key={each.en}>{t("register.endlessOf", { what: say(each) })}</li>
      ))}
      {nothing && <li>{t("register.endless")}</li>}
    </ul>
  );
}
