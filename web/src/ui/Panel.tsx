import { type ReactNode, useId } from "react";
import css from "./Panel.module.css";

type Props = { title?: ReactNode; extra?: ReactNode; flush?: boolean; children: ReactNode; className?: string };

/** A titled surface; a landmark that a screen reader can jump to. `flush` leaves the inner margin to the content. */
export function Panel({ title, extra, flush = false, children, className }: Props) {
  const id = useId();
  return (
    <section className={`${css.panel} ${className ?? ""}`} aria-labelledby={title ? id : undefined}>
      {(title || extra) && (
        <header className={css.head}>
          <h2 id={id}>{title}</h2>
          {extra && <div className={css.extra}>{extra}</div>}
        </header>
      )}
      <div className={flush ? undefined : css.body}>{children}</div>
    </section>
  );
}
