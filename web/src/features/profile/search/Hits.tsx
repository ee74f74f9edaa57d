import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { CustomerHit, CustomerPage } from "@/api";
import { Seen } from "@/features/access/sight/NotShown";
import { useWord } from "@/ui/code";
import { phone, useFormat } from "@/ui/format";
import { Highlight } from "@/ui/Highlight";
import { Pill } from "@/ui/Pill";
import { Nothing, ProblemNote } from "@/ui/States";
import css from "./Search.module.css";

type Props = {
  id: string;
  query: string;
  found: UseQueryResult<CustomerPage, unknown>;
  current: number;
  point: (at: number) => void;
  choose: (customerId: string) => void;
};

/** The customers that were found, each with why it was. */
export function Hits({ id, query, found, current, point, choose }: Props) {
  const { t } = useTranslation();
  const { count } = useFormat();
  const hits = found.data?.items ?? [];
  if (found.isError && !found.data) return <div className={css.hits}>{<ProblemNote error={found.error} />}</div>;
  if (!found.data) return null;
  return (
    // Pressing the mouse must not take the focus from the input, or the list would close before the click.
    // biome-ignore lint/a11y/noStaticElementInteractions: it only keeps the focus where it is
    <div className={css.hits} onMouseDown={(event) => event.preventDefault()}>
      <div
        role="listbox"
        id={id}
        aria-label={t("profile.search.found")}
        className={found.isPlaceholderData ? css.stale : ""}
      >
        {hits.map((hit, at) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard is handled by the combobox that owns the list
          <div
            key={hit.customer_id}
            id={`${id}-${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === current}
            className={css.hit}
            onMouseMove={() => point(at)}
            onClick={() => choose(hit.customer_id)}
          >
            <Hit hit={hit} query={query} />
          </div>
        ))}
      </div>
      {hits.length === 0 ? (
        <Nothing title={t("profile.search.nothing", { query })}>{t("profile.search.hint")}</Nothing>
      ) : (
        <p className={css.foot} aria-live="polite">
          {t(found.data.total_is_exact ? "profile.search.total" : "profile.search.totalAtLeast", {
            total: count(found.data.total),
          })}
        </p>
      )}
    </div>
  );
}

function Hit({ hit, query }: { hit: CustomerHit; query: string }) {
  const { t } = useTranslation();
  const word = useWord();
  const besides = hit.matched.filter((match) => match.kind !== "name");
  return (
    <>
      <span className={css.name}>
        <Seen column="name" value={hit.name}>
          <Highlight text={hit.name ?? hit.customer_id} query={query} />
        </Seen>
        {hit.is_active === false && <Pill>{t("profile.left")}</Pill>}
      </span>
      <span className={css.about}>{[hit.customer_number, hit.plan, hit.city].filter(Boolean).join(" · ")}</span>
      <span className={css.why}>
        {besides.length === 0 && hit.phone && <span>{phone(hit.phone)}</span>}
        {besides.map((match) => (
          <span key={match.kind + match.shown}>
            <span className={css.kind}>{word("matched", match.kind)} </span>
            <Highlight text={match.kind === "phone" ? phone(match.shown) : match.shown} query={query} />
          </span>
        ))}
      </span>
    </>
  );
}
