import { SearchOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type RefObject, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { findCustomersOptions } from "@/api/@tanstack/react-query.gen";
import { useLate } from "@/ui/useLate";
import { Hits } from "./Hits";
import css from "./Search.module.css";

const PAUSE_MS = 120;
const SHOWN = 8;

/** Finds a customer as you type, from every screen. Arrows move, Enter opens, Escape leaves. */
export default function Search({ input }: { input: RefObject<HTMLInputElement | null> }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const list = useId();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const query = useLate(text.trim(), PAUSE_MS);
  // A request whose answer nobody waits for any more is aborted: the query's signal goes with it.
  const found = useQuery({
    ...findCustomersOptions({ query: { q: query, limit: SHOWN } }),
    enabled: query.length > 0,
    placeholderData: keepPreviousData,
  });
  const hits = found.data?.items ?? [];
  const current = Math.min(at, hits.length - 1);

  const go = (customerId: string) => {
    setOpen(false);
    setText("");
    input.current?.blur();
    void navigate(`/customers/${encodeURIComponent(customerId)}`);
  };
  const press = (event: KeyboardEvent) => {
    const moves: Record<string, () => void> = {
      arrowdown: () => setAt(Math.min(current + 1, hits.length - 1)),
      arrowup: () => setAt(Math.max(current - 1, 0)),
      escape: () => (open ? setOpen(false) : input.current?.blur()),
      enter: () => {
        const hit = hits[current];
        if (open && hit && query === text.trim()) go(hit.customer_id);
      },
    };
    const move = moves[event.key.toLowerCase()];
    if (!move) return;
    event.preventDefault();
    move();
  };
  const showing = open && query.length > 0;
  return (
    <search className={css.search}>
      <SearchOutlined className={css.glass} aria-hidden />
      <input
        ref={input}
        type="search"
        role="combobox"
        autoComplete="off"
        spellCheck={false}
        aria-label={t("profile.search.label")}
        aria-expanded={showing}
        aria-controls={list}
        aria-activedescendant={showing && hits[current] ? `${list}-${current}` : undefined}
        placeholder={t("profile.search.placeholder")}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={press}
      />
      <kbd className={css.hint} aria-hidden>
        /
      </kbd>
      {showing && <Hits id={list} query={query} found={found} current={current} point={setAt} choose={go} />}
    </search>
  );
}
