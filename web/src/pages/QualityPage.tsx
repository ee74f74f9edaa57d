import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { QualityShape } from "@/api";
import { listSourceQualityOptions } from "@/api/@tanstack/react-query.gen";
import { QualityTable } from "@/features/ingest/quality/QualityTable";
import { Figures } from "@/ui/Figures";
import { useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { Loaded, Nothing } from "@/ui/States";

const GRAVITY = ["quarantine", "warn"];

/** The worst first: by verdict, then late, then by the share of rows that were rejected. */
const gravity = (item: QualityShape): [number, number, number] => [
  GRAVITY.includes(item.verdict ?? "") ? GRAVITY.indexOf(item.verdict ?? "") : GRAVITY.length,
  item.late ? 0 : 1,
  -(item.rejected_share ?? 0),
];

function worstFirst(items: QualityShape[]): QualityShape[] {
  return [...items].sort((a, b) => {
    const [one, other] = [gravity(a), gravity(b)];
    const at = one.findIndex((part, n) => part !== other[n]);
    return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
  });
}

/** How good the data of each source is: verdicts, what fails, freshness, and the trend over its last loads. */
export default function QualityPage() {
  const { t } = useTranslation();
  const { count } = useFormat();
  const navigate = useNavigate();
  const quality = useQuery({ ...listSourceQualityOptions({ query: { loads: 30 } }), refetchInterval: 30_000 });
  return (
    <Page title={t("ui.menu.quality")} about={t("quality.about")}>
      <Loaded query={quality} rows={10}>
        {({ items }) =>
          items.length === 0 ? (
            <Panel>
              <Nothing title={t("ingest.noSources")}>{t("ingest.noSourcesHint")}</Nothing>
            </Panel>
          ) : (
            <>
              <Figures
                items={[
                  { key: "all", label: t("ingest.sources"), value: count(items.length) },
                  {
                    key: "pass",
                    label: t("quality.passing"),
                    value: count(items.filter(({ verdict }) => verdict === "pass").length),
                    tone: "green",
                  },
                  figure(
                    "warn",
                    t("quality.warning"),
                    items.filter(({ verdict }) => verdict === "warn").length,
                    "amber",
                  ),
                  figure(
                    "quarantine",
                    t("quality.quarantining"),
                    items.filter(({ verdict }) => verdict === "quarantine").length,
                    "red",
                  ),
                  figure("late", t("quality.late"), items.filter(({ late }) => late).length, "amber"),
                ]}
              />
              <Panel title={t("quality.sources")} flush>
                <QualityTable items={worstFirst(items)} open={(item) => void navigate(`/sources/${item.source}`)} />
              </Panel>
            </>
          )
        }
      </Loaded>
    </Page>
  );

  function figure(key: string, label: string, value: number, tone: "amber" | "red") {
    return { key, label, value: count(value), tone: value > 0 ? tone : undefined };
  }
}
