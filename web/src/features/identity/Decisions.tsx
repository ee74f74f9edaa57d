import { useTranslation } from "react-i18next";
import type { DecisionRow } from "@/api";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Pill } from "@/ui/Pill";
import css from "./Decisions.module.css";

type Props = { decisions: DecisionRow[]; withdraw?: (decision: DecisionRow) => void };

/** What people said about persons, the newest first; nothing where nobody said anything. */
export function Decisions({ decisions, withdraw }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const { dateTime } = useFormat();
  if (decisions.length === 0) return null;
  return (
    <section>
      <h3>{t("identity.decisions")}</h3>
      <ul className={css.decisions}>
        {decisions.map((decision) => (
          <li key={decision.pair_id}>
            <Pill tone={decision.verdict === "same" ? "green" : "amber"}>{word("verdict", decision.verdict)}</Pill>
            <span className={css.who}>
              {[decision.one, decision.other]
                .map(({ system, party_ref }) => `${word("system", system)} ${party_ref}`)
                .join(" ⁄ ")}
            </span>
            <span className={css.quiet}>
              {decision.decided_by || t("identity.commandLine")} · {dateTime(decision.decided_at)}
            </span>
            {decision.why && <q className={css.why}>{decision.why}</q>}
            {withdraw && (
              <button type="button" className={css.withdraw} onClick={() => withdraw(decision)}>
                {t("identity.withdraw")}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
