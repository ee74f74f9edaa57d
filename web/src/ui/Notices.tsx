import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from "react";
import css from "./Notices.module.css";
import type { Tone } from "./tone";

export type Notice = {
  tone: Extract<Tone, "green" | "red">;
  title: string;
  about?: string | null;
  action?: { label: string; act: () => void };
};

const SECONDS = 5;
const SECONDS_WITH_ACTION = 12;

const Context = createContext<(notice: Notice) => void>(() => {});

/** Says something in passing, such as what a command did, with at most one thing to do about it. */
export const useNotice = () => useContext(Context);

/** Where notices appear: the newest replaces the one before, and each goes by itself unless it is being looked at. */
export function Notices({ children }: { children: ReactNode }) {
  const [notice, setNotice] = useState<Notice | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const leave = useCallback(() => setNotice(null), []);
  const wait = useCallback(
    (shown: Notice) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(leave, (shown.action ? SECONDS_WITH_ACTION : SECONDS) * 1000);
    },
    [leave],
  );
  const say = useCallback(
    (next: Notice) => {
      setNotice(next);
      wait(next);
    },
    [wait],
  );
  useEffect(() => () => clearTimeout(timer.current), []);
  const act = () => {
    notice?.action?.act();
    leave();
  };
  return (
    <Context value={say}>
      {children}
      <div
        className={css.place}
        role="status"
        aria-live="polite"
        onMouseEnter={() => clearTimeout(timer.current)}
        onMouseLeave={() => notice && wait(notice)}
      >
        {notice && (
          <div className={`${css.notice} ${css[notice.tone]}`}>
            <div>
              <strong>{notice.title}</strong>
              {notice.about && <p>{notice.about}</p>}
            </div>
            {notice.action && (
              <button type="button" onClick={act}>
                {notice.action.label}
              </button>
            )}
          </div>
        )}
      </div>
    </Context>
  );
}
