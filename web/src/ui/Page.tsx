import { type ReactNode, useEffect } from "react";
import css from "./Page.module.css";

type Props = { title: string; about?: ReactNode; actions?: ReactNode; children: ReactNode };

/** A screen: its heading, what can be done on it, its content; the browser's tab is named after it. */
export function Page({ title, about, actions, children }: Props) {
  usePageTitle(title);
  return (
    <div className={css.page}>
      <header className={css.head}>
        <div>
          <h1>{title}</h1>
          {about && <p className={css.about}>{about}</p>}
        </div>
        {actions && <div className={css.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** Names the browser's tab. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Tieline` : "Tieline";
  }, [title]);
}
