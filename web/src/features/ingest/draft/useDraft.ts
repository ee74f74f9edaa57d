import { useCallback, useEffect, useMemo, useState } from "react";
import { EMPTY_BODY, type SourceBody } from "./draft";

/** What is known of a source that is not published yet; kept in this browser until it is. */
export type Draft = {
  step: number;
  sample: string | null;
  fileName: string;
  body: SourceBody;
  /** The version that is being changed; null for a new source. */
  changes: number | null;
};

export const NEW_DRAFT: Draft = { step: 0, sample: null, fileName: "", body: EMPTY_BODY, changes: null };

const STEPS_BACK = 50;
const place = (source: string | null) => `tieline.source-draft.${source ?? "new"}`;

function stored(source: string | null, version: number | null): Draft | null {
  try {
    const kept = JSON.parse(localStorage.getItem(place(source)) ?? "null") as Draft | null;
    return kept?.body && kept.changes === version ? kept : null;
  } catch {
    return null;
  }
}

/**
 * The draft of a source, which survives a reload of the page, and the way back through its changes.
 * `first` is what a source that is changed says now; a draft of an older version is not taken up again.
 */
export function useDraft(source: string | null, first: Draft) {
  const [{ draft, past }, set] = useState<{ draft: Draft; past: SourceBody[] }>(() => ({
    draft: stored(source, first.changes) ?? first,
    past: [],
  }));
  useEffect(() => localStorage.setItem(place(source), JSON.stringify(draft)), [source, draft]);
  const change = useCallback(
    (part: Partial<Draft>) => set((now) => ({ ...now, draft: { ...now.draft, ...part } })),
    [],
  );
  const edit = useCallback(
    (next: (body: SourceBody) => SourceBody) =>
      set((now) => ({
        draft: { ...now.draft, body: next(now.draft.body) },
        past: [...now.past.slice(1 - STEPS_BACK), now.draft.body],
      })),
    [],
  );
  const undo = useCallback(
    () =>
      set((now) => {
        const body = now.past.at(-1);
        return body ? { draft: { ...now.draft, body }, past: now.past.slice(0, -1) } : now;
      }),
    [],
  );
  const forget = useCallback(() => localStorage.removeItem(place(source)), [source]);
  const restart = useCallback(() => set({ draft: first, past: [] }), [first]);
  return useMemo(
    () => ({ draft, change, edit, undo, canUndo: past.length > 0, forget, restart }),
    [draft, change, edit, undo, past.length, forget, restart],
  );
}

export type DraftTools = ReturnType<typeof useDraft>;
