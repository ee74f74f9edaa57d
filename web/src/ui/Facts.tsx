import type { ReactNode } from "react";
import css from "./Facts.module.css";

export type Fact = { key: string; label: ReactNode; value: ReactNode; aside?: ReactNode };

/** Pairs of label and value, in as many columns as fit. */
export function Facts({ items, wide = false }: { items: Fact[]; wide?: boolean }) {
  return (
    <dl className={`${css.facts} ${wide ? css.wide : ""}`}>
      {items.map((item) => (
        <div key={item.key}>
          <dt>{item.label}</dt>
          <dd>
            <span>{item.value}</span>
            {item.aside}
          </dd>
        </div>
      ))}
    </dl>
  );
}
