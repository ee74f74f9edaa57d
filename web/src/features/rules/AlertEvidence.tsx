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
      {alert.figures.length > 0 && (
        <Facts
          items={alert.figures.map((figure) => ({
            key: figure.field,
            label: say(figure.name),
            value: say(figure.shown),
          }))}
        />
      )}
      <Explanation sentence={alert.sentence} joined={alert.joined} parts={alert.parts} />
    </div>
  );
}
