import { ApiOutlined, CloudUploadOutlined, ThunderboltOutlined } from "@ant-design/icons";
import { Radio } from "antd";
import { type ComponentType, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SampleShape } from "@/api";
import { nameIn, patternOf, type Where } from "@/features/ingest/draft/draft";
import type { DraftTools } from "@/features/ingest/draft/useDraft";
import { ConnectionSample } from "./ConnectionSample";
import { FileSample } from "./FileSample";
import css from "./Wizard.module.css";

const WAYS = ["files", "connection", "events"] as const;
type Way = (typeof WAYS)[number];
const ICONS: Record<Way, ComponentType> = {
  files: CloudUploadOutlined,
  connection: ApiOutlined,
  events: ThunderboltOutlined,
};

const wayOf = (where: Where): Way => (where.events ? "events" : where.connection ? "connection" : "files");

/** Where the data comes from, and a sample of it to look at. */
export function WhereStep({ tools, next }: { tools: DraftTools; next: () => void }) {
  const { t } = useTranslation();
  const { draft, change } = tools;
  const [way, setWay] = useState<Way>(wayOf(draft.body.where));
  const take = (sample: SampleShape, where: Where) => {
    const body = { ...draft.body, where, format: draft.changes === null ? sample.format : draft.body.format };
    change({ sample: sample.id, fileName: nameIn(where) ?? sample.file_name, body });
    next();
  };
  return (
    <div className={css.where}>
      <Radio.Group
        className={css.ways ?? ""}
        value={way}
        onChange={(event) => setWay(event.target.value as Way)}
        aria-label={t("sources.where.title")}
      >
        {WAYS.map((each) => {
          const Icon = ICONS[each];
          return (
            <Radio key={each} value={each} className={`${css.way} ${way === each ? css.chosen : ""}`}>
              <span className={css.wayName}>
                <Icon aria-hidden /> {t(`sources.where.${each}`)}
              </span>
              <span className={css.about}>{t(`sources.where.${each}Hint`)}</span>
            </Radio>
          );
        })}
      </Radio.Group>
      {way === "files" && (
        <FileSample
          label={t("sources.where.dropFile")}
          hint={t("sources.where.dropFileHint")}
          taken={(sample) =>
            take(
              sample,
              draft.changes === null || !draft.body.where.files
                ? { files: patternOf(sample.file_name) }
                : draft.body.where,
            )
          }
        />
      )}
      {way === "events" && (
        <FileSample
          label={t("sources.where.dropEvents")}
          hint={t("sources.where.dropEventsHint")}
          taken={(sample) => take(sample, draft.body.where.events ? draft.body.where : { events: {} })}
        />
      )}
      {way === "connection" && <ConnectionSample first={draft.body.where} taken={take} />}
      {draft.sample !== null && <p className={css.about}>{t("sources.where.current", { file: draft.fileName })}</p>}
    </div>
  );
}
