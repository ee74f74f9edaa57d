import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { SightOut } from "@/api";
import { useSession } from "../session";

type Level = SightOut["categories"][string];

/** What the reader sees: by category of data, and by column of the table of customers. */
export type Sight = {
  /** The level of a category; one that was not told is readable. */
  level: (category: string) => Level;
  /** The level of a column of customers. */
  column: (name: string) => Level;
  /** Whether what is of a category may be changed by hand; one that was not told may. */
  mayWrite: (category: string) => boolean;
  /** Whether masked values are marked too. */
  marksMasked: boolean;
};

const Context = createContext<SightOut | null>(null);

/** Everything inside is shown as somebody with this sight sees it, with masked values marked. */
export function SightOf({ sight, children }: { sight: SightOut; children: ReactNode }) {
  return <Context value={sight}>{children}</Context>;
}

/** What the logged-in user sees for the purpose that is on, or the one whose eyes are borrowed. */
export function useSight(): Sight {
  const borrowed = useContext(Context);
  const { user } = useSession();
  const told = borrowed ?? user.sight;
  return useMemo(
    () => ({
      level: (category) => told.categories[category] ?? "readable",
      column: (name) => told.columns[name] ?? "readable",
      mayWrite: (category) => told.writes?.includes(category) ?? true,
      marksMasked: borrowed !== null,
    }),
    [told, borrowed],
  );
}
