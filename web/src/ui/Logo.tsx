import css from "./Logo.module.css";

/** The mark of Tieline, a line between two ends, and its name. */
export function Logo({ large = false }: { large?: boolean }) {
  return (
    <span className={`${css.logo} ${large ? css.large : ""}`}>
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" className={css.ground} />
        <path d="M8 21c6 0 4-11 16-11" className={css.line} />
        <circle cx="8" cy="21" r="3" className={css.near} />
        <circle cx="24" cy="10" r="3" className={css.far} />
      </svg>
      Tieline
    </span>
  );
}
