import { Button, Steps } from "antd";
import { useTranslation } from "react-i18next";
import { newRecord, type RecordDraft, type SourceBody } from "@/features/ingest/draft/draft";
import type { DraftTools } from "@/features/ingest/draft/useDraft";
import { Loaded } from "@/ui/States";
import { useWide } from "@/ui/useWide";
import { ChecksStep } from "./ChecksStep";
import { MappingStep } from "./MappingStep";
import { PreviewStep } from "./PreviewStep";
import { ReviewStep } from "./ReviewStep";
import { useLook } from "./useLook";
import { WhereStep } from "./WhereStep";
import css from "./Wizard.module.css";

const STEPS = ["where", "preview", "mapping", "checks", "review"] as const;
const [WHERE, PREVIEW, MAPPING, CHECKS, REVIEW] = [0, 1, 2, 3, 4] as const;

/** Five steps from a sample to a published source; each may be left and come back to. */
export function Wizard({ tools }: { tools: DraftTools }) {
  const { t } = useTranslation();
  const wide = useWide(768);
  const { draft, change, edit } = tools;
  const look = useLook(draft);
  const readable = look.data !== undefined && !look.data.error && (look.data.columns ?? []).length > 0;
  const go = (step: number) => {
    if (step === MAPPING && draft.body.records.length === 0 && look.data?.suggestions?.length)
      edit((body) =>
        withSuggestion(body, newRecord(look.data.suggestions?.[0]?.record ?? "", look.data.suggestions ?? [])),
      );
    change({ step });
    window.scrollTo({ top: 0 });
  };
  const reachable = (step: number) =>
    step === WHERE || (draft.sample !== null && (step === PREVIEW || (readable && step <= REVIEW)));
  return (
    <div className={css.wizard}>
      {wide ? (
        <Steps
          size="small"
          current={draft.step}
          onChange={go}
          className={css.steps ?? ""}
          items={STEPS.map((step, at) => ({ title: t(`sources.step.${step}`), disabled: !reachable(at) }))}
        />
      ) : (
        <p className={css.steps}>
          {t("sources.stepOf", { step: draft.step + 1, of: STEPS.length })}{" "}
          <strong>{t(`sources.step.${STEPS[draft.step] ?? "where"}`)}</strong>
        </p>
      )}
      {draft.step === WHERE && <WhereStep tools={tools} next={() => go(PREVIEW)} />}
      {draft.step === PREVIEW && <PreviewStep tools={tools} look={look} />}
      {draft.step === MAPPING && (
        <Loaded query={look} rows={8}>
          {(data) => <MappingStep tools={tools} look={data} />}
        </Loaded>
      )}
      {draft.step === CHECKS && (
        <ChecksStep tools={tools} columns={(look.data?.columns ?? []).map(({ name }) => name)} />
      )}
      {draft.step === REVIEW && <ReviewStep tools={tools} />}
      <footer className={css.foot}>
        {draft.step > WHERE && <Button onClick={() => go(draft.step - 1)}>{t("sources.back")}</Button>}
        {draft.step < REVIEW && (
          <Button type="primary" disabled={!reachable(draft.step + 1)} onClick={() => go(draft.step + 1)}>
            {t("sources.next")}
          </Button>
        )}
        <span className={css.kept}>{t("sources.draftKept")}</span>
      </footer>
    </div>
  );
}

const withSuggestion = (body: SourceBody, record: RecordDraft): SourceBody => ({ ...body, records: [record] });
