import type { FieldOrigin } from "@/api";

/** Whether a value holds because the person had it corrected. */
export const isCorrected = ({ system, source }: FieldOrigin) => system === "tieline" && source === "correction";
