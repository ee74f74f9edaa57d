import type { LoadShape } from "@/api";
import { useWord } from "@/ui/code";
import { Pill } from "@/ui/Pill";
import type { Tone } from "@/ui/tone";

const TONES: Record<string, Tone> = {
  received: "blue",
  validated: "blue",
  landed: "green",
  failed: "red",
  held: "amber",
  undoing: "blue",
  undone: "neutral",
};

/** Where a load stands. */
export function LoadState({ state }: { state: LoadShape["state"] }) {
  const word = useWord();
  return (
    <Pill tone={TONES[state] ?? "neutral"} dot>
      {word("loadState", state)}
    </Pill>
  );
}

/** Whether a load may still change by itself. */
export const isMoving = (load: LoadShape): boolean => ["received", "validated", "undoing"].includes(load.state);
