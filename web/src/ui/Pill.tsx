import type { ReactNode } from "react";
import css from "./Pill.module.css";
import type { Tone } from "./tone";

/** A short word in a soft colour: a state, a severity, a tag. */
export function Pill({ tone = "neutral", dot = false, children }: { tone?: Tone; dot?: boolean; children: ReactNode }) {
  return (
    <span className={`${css.pill} ${css[tone]}`}>
      {dot && <span className={css.dot} aria-hidden />}
      {children}
    </span>
  );
}
