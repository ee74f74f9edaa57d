import { useTranslation } from "react-i18next";
import type { QualityShape } from "@/api";
import { useWord } from "@/ui/code";
import { NOTHING, useFormat } from "@/ui/format";
import { Pill } from "@/ui/Pill";
import { type Column, Rows } from "@/ui/Rows";
import css from "../ingest.module.css";
import { Trend } from "./Trend";
import { Verdict } from "./Verdict";

type Props = { items: QualityShape[]; open: (source: QualityShape) => void };

const SHOWN = 2;

/** Each source with its verdict, what failed, how fresh it is, and its last loads. */
export function QualityTable({ items, open }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const { say, percent, age, day, count } = useFormat();
  const columns: Column<QualityShape>[] = [
    {
      key: "source",
      label: t("ingest.source"),
      lead: true,
      show: (item) => (
        <>
          <strong>{say(item.name)}</strong>
          <div className={css.about}>{item.source}</div>
        </>
      ),
    },
    { key: "verdict", label: t("quality.verdict"), show: (item) => <Verdict verdict={item.verdict} /> },
    {
      key: "failing",
      label: t("quality.failing"),
      show: (item) =>
        item.failing.length === 0 ? (
          NOTHING
        ) : (
          <>
            {item.failing.slice(0, SHOWN).map((result) => (
              <div key={result.position}>
                {word("check", result.kind)}
                <span className={css.about}>
                  {" "}
                  {result.columns.join(", ") || (result.rows ? t("quality.rows", { rows: count(result.rows) }) : "")}
                </span>
              </div>
            ))}
            {item.failing.length > SHOWN && (
              <span className={css.about}>{t("quality.more", { count: item.failing.length - SHOWN })}</span>
            )}
          </>
        ),
    },
    {
      key: "rejected",
      label: t("quality.rejected"),
      align: "end",
      tight: true,
      show: (item) => (item.rejected_share == null ? NOTHING : percent(item.rejected_share)),
    },
    {
      key: "fresh",
      label: t("quality.freshness"),
      show: (item) => (
        <>
          {item.last_landed_at ? age(item.last_landed_at) : t("ingest.never")}{" "}
          {item.late && <Pill tone="amber">{t("ingest.late")}</Pill>}
          <div className={css.about}>
            {[
              item.data_until && t("ingest.dataUntil", { day: day(item.data_until) }),
              item.expected_every && t("quality.expected", { every: word("duration", item.expected_every) }),
            ]
              .filter(Boolean)
              .join(" · ")}
          </div>
        </>
      ),
    },
    { key: "trend", label: t("quality.trend"), show: (item) => <Trend points={item.trend} /> },
  ];
  return <Rows label={t("ui.menu.quality")} rows={items} columns={columns} keyOf={(item) => item.source} open={open} />;
}
