import { useTranslation } from "react-i18next";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";

/** Shares of fewer than this say too little. */
export const FEWEST = 10;

/** An outcome in the reader's language. */
export function useOutcome(): (key: string) => string {
  const word = useWord();
  return (key) => word("outcome", key);
}

/** A share with what it is of, or that there are too few to tell, with the number. */
export function useShareOf(): (part: number, of: number) => string {
  const { t } = useTranslation();
  const { percent, count } = useFormat();
  return (part, of) =>
    of < FEWEST
      ? t("rehearsal.tooFew", { part: count(part), of: count(of) })
      : t("rehearsal.shareOf", { share: percent(part / of), part: count(part), of: count(of) });
}
