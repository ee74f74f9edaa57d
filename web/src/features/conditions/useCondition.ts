import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { type ConditionCheck, checkConditionDraft } from "@/api";
import { useLate } from "@/ui/useLate";
import type { Drawn } from "./drawn";
import { drawnOf, emptyGroup, type Group, isWhole } from "./model";
import { treeOf } from "./reading";
import type { UsedIn } from "./scope";

export type Wanted = "boolean" | "number" | "string";
export type Purpose = "service" | "marketing" | "analysis" | "operations";

const STEPS_BACK = 100;
const SOON_MS = 250;

/** What was changed last, by hand of the drawing or of the text; the other one follows it. */
type Asked = { by: "drawing"; drawn: Drawn | null } | { by: "text"; text: string };
type State = { tree: Group; text: string; asked: Asked; past: Group[]; future: Group[] };

type How = { usedIn: UsedIn; usedFor?: Purpose | undefined; wanted: Wanted };

/**
 * A condition that is drawn and written at once. What was changed last is asked of the server, which says the other
 * side, the sentence and what is wrong. `onChange` is told the text, and whether nothing is unfinished or wrong.
 */
export function useCondition(value: string, onChange: (text: string, isWhole: boolean) => void, how: How) {
  const [state, set] = useState<State>(() => begun(value));
  const asked = useLate(state.asked, SOON_MS);
  const isEmpty = asked.by === "drawing" ? asked.drawn === null : asked.text.trim() === "";
  const checked = useQuery({
    queryKey: [{ _id: "checkConditionDraft" }, asked, how],
    queryFn: async ({ signal }) =>
      (
        await checkConditionDraft({
          body: {
            ...(asked.by === "drawing" ? { drawn: asked.drawn as Record<string, unknown> } : { text: asked.text }),
            used_in: how.usedIn,
            used_for: how.usedFor ?? null,
            wanted: how.wanted,
          },
          signal,
          throwOnError: true,
        })
      ).data,
    enabled: !isEmpty,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const isFresh = !isEmpty && asked === state.asked && !checked.isPlaceholderData;
  const check = isFresh ? checked.data : undefined;
  useEffect(() => {
    if (check) set((now) => (now.asked === asked ? followed(now, check) : now));
  }, [check, asked]);

  const drawing = isWhole(state.tree) || state.asked.by === "text";
  const isGood = check !== undefined && check.mistakes.length === 0 && drawing;
  const tell = useRef(onChange);
  tell.current = onChange;
  useEffect(() => tell.current(state.text, isGood), [state.text, isGood]);

  const draw = useCallback((tree: Group) => set((now) => drawnAnew(now, tree, now.tree)), []);
  const undo = useCallback(() => set(back), []);
  const redo = useCallback(() => set(forth), []);
  const write = useCallback((text: string) => set((now) => ({ ...now, text, asked: { by: "text", text } })), []);
  const shown = state.text.trim() || !isEmpty ? checked.data : undefined;
  return { ...state, check, shown, isGood, error: isEmpty ? null : checked.error, draw, write, undo, redo };
}

export type Condition = ReturnType<typeof useCondition>;

const begun = (text: string): State => ({
  tree: emptyGroup(),
  text,
  asked: { by: "text", text },
  past: [],
  future: [],
});

/** The other side after the server has said it. A text that cannot be read leaves the drawing as it was. */
function followed(now: State, check: ConditionCheck): State {
  if (now.asked.by === "drawing") return check.text ? { ...now, text: check.text } : now;
  return check.drawn ? { ...now, tree: treeOf(check.drawn as Drawn) } : now;
}

function drawnAnew(now: State, tree: Group, before: Group): State {
  const drawn = drawnOf(tree);
  const past = [...now.past.slice(1 - STEPS_BACK), before];
  return { ...now, tree, asked: askedAfter(now, drawn), text: drawn ? now.text : "", past, future: [] };
}

/** A change that leaves the drawing as it was asks nothing anew. */
function askedAfter(now: State, drawn: Drawn | null): Asked {
  const same = now.asked.by === "drawing" && JSON.stringify(now.asked.drawn) === JSON.stringify(drawn);
  return same ? now.asked : { by: "drawing", drawn };
}

function back(now: State): State {
  const tree = now.past.at(-1);
  if (!tree) return now;
  const next = drawnAnew(now, tree, now.tree);
  return { ...next, past: now.past.slice(0, -1), future: [now.tree, ...now.future] };
}

function forth(now: State): State {
  const [tree, ...future] = now.future;
  if (!tree) return now;
  return { ...drawnAnew(now, tree, now.tree), future };
}
