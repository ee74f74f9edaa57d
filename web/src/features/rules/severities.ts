import type { AlertRow } from "@/api";
import type { Tone } from "@/ui/tone";

/** From the gravest to the lightest. */
export const SEVERITIES: readonly AlertRow["severity"][] = ["critical", "high", "medium", "low"];

export const isSeverity = (text: string | null): text is AlertRow["severity"] =>
  SEVERITIES.includes(text as AlertRow["severity"]);

export const SEVERITY: Record<AlertRow["severity"], Tone> = {
  critical: "red",
  high: "amber",
  medium: "blue",
  low: "neutral",
};
