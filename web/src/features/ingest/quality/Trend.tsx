import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { QualityPointShape } from "@/api";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import css from "./Trend.module.css";

type Props = { points: QualityPointShape[]; large?: boolean };

const LEAST = 0.12;

/**
 * The last loads as bars, the oldest first: as high as the share of rows that were rejected (against the worst of
 * them), in the colour of the verdict. Each leads to its load.
 */
export function Trend({ points, large = false }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const navigate = useNavigate();
  const { percent, dateTime } = useFormat();
  const worst = Math.max(...points.map(({ rejected_share }) => rejected_share ?? 0), 0.0001);
  if (points.length === 0) return null;
  return (
    <ol className={`${css.trend} ${large ? css.large : ""}`} aria-label={t("quality.trend")}>
      {points.map((point) => {
        const share = point.rejected_share ?? 0;
        const said = t("quality.point", {
          file: point.file_name,
          at: dateTime(point.received_at),
          verdict: point.verdict ? word("verdict", point.verdict) : word("loadState", point.state),
          share: percent(share),
        });
        return (
          <li key={point.load}>
            <button
              type="button"
              className={css[point.state === "failed" ? "failed" : point.verdict || "unchecked"]}
              title={said}
              aria-label={said}
              onClick={(event) => {
                event.stopPropagation();
                void navigate(`/loads/${point.load}`);
              }}
            >
              <span style={{ height: `${(LEAST + (1 - LEAST) * (share / worst)) * 100}%` }} />
            </button>
          </li>
        );
      })}
    </ol>
  );
}
