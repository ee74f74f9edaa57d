import { createContext, useContext } from "react";

const Zone = createContext<string | undefined>(undefined);

/** Gives the operator's time zone to what writes instants; without it they are written in the browser's. */
export const ZoneOf = Zone;

/** The time zone in which instants are written and read, such as `Asia/Shanghai`. */
export const useZone = () => useContext(Zone);

/** How many milliseconds the clocks of `zone` are ahead of UTC at `at`. */
function ahead(at: Date, zone: string | undefined): number {
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).format(
    at,
  );
  return new Date(`${parts.replace(" ", "T")}Z`).getTime() - Math.floor(at.getTime() / 1000) * 1000;
}

/** The instant that people in `zone` mean by `2026-03-05T09:30`. */
export function instantIn(text: string, zone: string | undefined): Date {
  const asUtc = new Date(`${text}Z`);
  const guess = new Date(asUtc.getTime() - ahead(asUtc, zone));
  return new Date(asUtc.getTime() - ahead(guess, zone));
}
