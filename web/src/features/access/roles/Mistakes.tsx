import type { MistakeShape } from "@/api";
import css from "./roles.module.css";

/** What is wrong with a field, below it. */
export function Mistakes({ of, named = false }: { of: readonly MistakeShape[]; named?: boolean }) {
  if (of.length === 0) return null;
  return (
    <ul className={css.mistakes} role="alert">
      {of.map((mistake) => (
        <li key={`${mistake.field} ${mistake.what}`}>
          {named && mistake.field && <code>{mistake.field}</code>}
          {mistake.what}
          {mistake.do && <span>{mistake.do}</span>}
        </li>
      ))}
    </ul>
  );
}
