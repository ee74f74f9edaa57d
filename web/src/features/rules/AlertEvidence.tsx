import type { AlertDetail } from "@/api";
import { Explanation } from "@/features/tags/Explanation";
import { Facts } from "@/ui/Facts";
import { useFormat } from "@/ui/format";
import css from "./AlertEvidence.module.css";

/** The evidence that was kept when an alert was raised: the sentence, the figures, the parts with their rows. */
export function AlertEvidence({ alert }: { alert: AlertDetail }) {
  const { say } = useFormat();
  return (
    <div className={css.evidence}>
      <p>{say(alert.sentence)}</p>
      {alert.figures.length > 0 && (
        <Facts
          items={alert.figures.map((figure) => ({
            key: figure.field,
            label: say(figure.name),
            value: say(figure.shown),
          }))}
        />
      )}
      <Explanation parts={alert.parts} />
    </div>
  );
}
