import { type ReactNode, useId } from "react";
import type { MistakeShape } from "@/api";
import { Mistakes } from "@/features/access/roles/Mistakes";
import { mistakesAt } from "@/features/access/roles/role";
import form from "./editor.module.css";

type Props = {
  label: string;
  at: string;
  mistakes: readonly MistakeShape[];
  hint?: string;
  children: (id: string) => ReactNode;
};

/** A labelled field of a definition, with what is wrong with it below. */
export function Field({ label, at, mistakes, hint, children }: Props) {
  const id = useId();
  return (
    <div className={form.field}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {hint && <span className={form.hint}>{hint}</span>}
      <Mistakes of={mistakesAt(mistakes, at)} />
    </div>
  );
}
