import css from "./Gauge.module.css";

const RADIUS = 52;
const SLIVER = 0.06;
const ARC = Math.PI * RADIUS;

/** A half circle filled by `share` (0–1), calm in colour until the band is high. */
export function Gauge({ share, tone, text, label }: { share: number; tone: string; text: string; label: string }) {
  return (
    <svg className={css.gauge} viewBox="0 0 128 74" role="img" aria-label={`${label} ${text}`}>
      <path d="M12 66A52 52 0 0 1 116 66" className={css.track} />
      <path
        d="M12 66A52 52 0 0 1 116 66"
        className={`${css.fill} ${share < SLIVER ? css.sliver : ""} ${css[tone]}`}
        strokeDasharray={`${Math.max(share, 0.01) * ARC} ${ARC}`}
      />
      <text x="64" y="62" className={css.figure}>
        {text}
      </text>
    </svg>
  );
}
