import { useWord } from "@/ui/code";
import { Pill } from "@/ui/Pill";
import type { Tone } from "@/ui/tone";

const TONES: Record<string, Tone> = { running: "blue", waiting: "neutral", done: "green", failed: "red" };

/** Where a run, a stage or a job stands. */
export function RunState({ state }: { state: "running" | "waiting" | "done" | "failed" }) {
  const word = useWord();
  return (
    <Pill tone={TONES[state]} dot>
      {word("jobState", state)}
    </Pill>
  );
}
