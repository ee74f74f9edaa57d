/** The meaning of a colour: how grave, or which kind; never decoration. */
export type Tone = "neutral" | "brand" | "red" | "amber" | "green" | "blue" | "plum";
