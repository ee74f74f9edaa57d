import { useFormat } from "./format";
import css from "./Share.module.css";

/** A count and its share of the whole as a quiet bar. */
export function Share({ count, share }: { count: number; share: number }) {
  const format = useFormat();
  return (
    <div className={css.share}>
      <span>{format.count(count)}</span>
      <span className={css.bar} aria-hidden>
        <span style={{ width: `${Math.min(1, share) * 100}%` }} />
      </span>
      <span className={css.percent}>{format.percent(share)}</span>
    </div>
  );
}
