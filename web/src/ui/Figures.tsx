import type { ReactNode } from "react";
import css from "./Figures.module.css";
import type { Tone } from "./tone";

export type Figure = { key: string; label: ReactNode; value: ReactNode; tone?: Tone };

/** A row of figures with what they count. */
export function Figures({ items }: { items: Figure[] }) {
  return (
    <dl className={css.figures}>
      {items.map((item) => (
        <div key={item.key} className={item.tone && css[item.tone]}>
          <dt>{item.label}</dt>
          <dd>{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
