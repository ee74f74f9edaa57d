import { useTranslation } from "react-i18next";
import { useWord } from "@/ui/code";
import { Pill } from "@/ui/Pill";
import type { Tone } from "@/ui/tone";

const TONES: Record<string, Tone> = { pass: "green", warn: "amber", quarantine: "red" };

/** The worst verdict of a load's checks; that there is none before it was checked. */
export function Verdict({ verdict }: { verdict: string | null | undefined }) {
  const { t } = useTranslation();
  const word = useWord();
  if (!verdict) return <Pill>{t("quality.unchecked")}</Pill>;
  return (
    <Pill tone={TONES[verdict] ?? "neutral"} dot>
      {word("verdict", verdict)}
    </Pill>
  );
}
