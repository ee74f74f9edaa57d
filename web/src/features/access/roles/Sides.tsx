import { useTranslation } from "react-i18next";
import type { CategoryOut, Customer360, Preview, PreviewSide, SightOut } from "@/api";
import { ContactPoints } from "@/features/profile/Contacts";
import { CustomerWho } from "@/features/profile/CustomerHead";
import { CustomerTable } from "@/features/profile/CustomerTable";
import { Entry } from "@/features/profile/TimelineEntry";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Pill } from "@/ui/Pill";
import { Nothing } from "@/ui/States";
import { PanelNotShown } from "../sight/NotShown";
import { SightOf, useSight } from "../sight/sight";
import css from "./roles.module.css";

type Props = { preview: Preview; categories: CategoryOut[] };

/** What the user sees, beside what holders of the role see, with what is held back marked. */
export function Sides({ preview, categories }: Props) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const names = categories.filter(({ key }) => preview.cut.includes(key)).map(({ name }) => say(name));
  return (
    <>
      {names.length > 0 && <p className={css.warning}>{t("roles.seeAs.cut", { what: names.join(" · ") })}</p>}
      <h4 className={css.part}>{t("roles.seeAs.list")}</h4>
      <ListRow title={t("roles.seeAs.mine")} side={preview.mine} />
      <ListRow title={t("roles.seeAs.theirs")} side={preview.theirs} />
      <h4 className={css.part}>{t("roles.seeAs.head")}</h4>
      <div className={css.sides}>
        <Side title={t("roles.seeAs.mine")} side={preview.mine} categories={categories} />
        <Side title={t("roles.seeAs.theirs")} side={preview.theirs} categories={categories} />
      </div>
    </>
  );
}

function ListRow({ title, side }: { title: string; side: PreviewSide }) {
  const { t } = useTranslation();
  return (
    <section className={css.row} aria-label={title}>
      <h5>{title}</h5>
      <SightOf sight={side.sight}>
        {side.page ? (
          <CustomerTable customers={[{ ...side.page.customer, matched: [] }]} query="" />
        ) : (
          <Nothing title={t("roles.seeAs.outOfReach")} />
        )}
      </SightOf>
    </section>
  );
}

function Side({ title, side, categories }: { title: string; side: PreviewSide; categories: CategoryOut[] }) {
  const { t } = useTranslation();
  return (
    <section className={css.side} aria-label={title}>
      <h3>{title}</h3>
      <SightOf sight={side.sight}>
        <HeldBack sight={side.sight} categories={categories} />
        <Changes sight={side.sight} categories={categories} />
        {side.page ? (
          <Seen page={side.page} />
        ) : (
          <Nothing title={t("roles.seeAs.outOfReach")}>{t("roles.seeAs.outOfReachHint")}</Nothing>
        )}
      </SightOf>
    </section>
  );
}

function HeldBack({ sight, categories }: { sight: SightOut; categories: CategoryOut[] }) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const word = useWord();
  const held = categories.filter(({ key }) => sight.categories[key] !== "readable");
  return (
    <p className={css.held}>
      {held.length === 0 ? t("roles.seeAs.none") : t("roles.seeAs.held")}{" "}
      {held.map(({ key, name, has_mask }) => {
        const masked = sight.categories[key] === "masked" && has_mask;
        return (
          <Pill key={key} tone={masked ? "amber" : "neutral"}>
            {say(name)} · {word("level", masked ? "masked" : "hidden")}
          </Pill>
        );
      })}
    </p>
  );
}

/** What may be changed by hand: kinds of data, and single fields beyond them. */
function Changes({ sight, categories }: { sight: SightOut; categories: CategoryOut[] }) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const word = useWord();
  const writes = sight.writes ?? [];
  const named = (key: string) => {
    const category = categories.find((each) => each.key === key);
    return category ? say(category.name) : word("field", key.slice(key.lastIndexOf(".") + 1));
  };
  return (
    <p className={css.held}>
      {t(writes.length === 0 ? "roles.seeAs.writesNothing" : "roles.seeAs.writes")}{" "}
      {writes.map((key) => (
        <Pill key={key} tone="neutral">
          {named(key)}
        </Pill>
      ))}
    </p>
  );
}

function Seen({ page }: { page: Customer360 }) {
  const { t } = useTranslation();
  const sight = useSight();
  return (
    <>
      <CustomerWho data={page} />
      <ContactPoints data={page} />
      <h4>{t("roles.seeAs.newest")}</h4>
      {sight.level("contact") !== "readable" && <PanelNotShown category="contact" />}
      {sight.level("contact") === "readable" && sight.level("words") === "hidden" && <PanelNotShown category="words" />}
      <ol className={css.entries}>
        {page.timeline.items.map((entry) => (
          <Entry key={entry.entry_id} entry={entry} />
        ))}
      </ol>
    </>
  );
}
