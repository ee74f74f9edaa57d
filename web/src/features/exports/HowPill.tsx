import type { ExportColumnOut } from "@/api";
import { useWord } from "@/ui/code";
import { Pill } from "@/ui/Pill";

/** How a column goes out, where it does not in full. */
export function HowPill({ how }: { how: ExportColumnOut["how"] }) {
  const word = useWord();
  return <Pill tone={how === "whole" ? "neutral" : "amber"}>{word("exportHow", how)}</Pill>;
}
