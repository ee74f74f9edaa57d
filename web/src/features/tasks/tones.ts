import type { TaskRow } from "@/api";
import type { Tone } from "@/ui/tone";

export const PRIORITY: Record<TaskRow["priority"], Tone> = {
  urgent: "red",
  high: "amber",
  normal: "blue",
  low: "neutral",
};
export const STATE: Record<TaskRow["state"], Tone> = {
  open: "neutral",
  started: "blue",
  done: "green",
  withdrawn: "neutral",
};
