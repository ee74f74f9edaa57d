import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Dropdown, InputNumber, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { CheckDraft } from "@/features/ingest/draft/draft";
import type { DraftTools } from "@/features/ingest/draft/useDraft";
import { useWord } from "@/ui/code";
import { Panel } from "@/ui/Panel";
import { Nothing } from "@/ui/States";
import { CheckFields } from "./CheckFields";
import css from "./Wizard.module.css";

const CHECKS = ["required", "unique", "range", "format", "reference", "freshness", "row_count"] as const;
const EVERY = ["PT15M", "PT1H", "P1D", "P1W", "P1M"];
const PURPOSES = ["service", "marketing", "analysis", "operations", "legal"];
const DRIFT = { new: ["report", "stop"], missing: ["stop", "null"], retyped: ["stop", "report"] } as const;

/** What a delivery must be like, what happens when its columns change, and when the next one is late. */
export function ChecksStep({ tools, columns }: { tools: DraftTools; columns: string[] }) {
  const { t } = useTranslation();
  const word = useWord();
  const { draft, edit } = tools;
  const checks = draft.body.checks ?? [];
  const write = (next: CheckDraft[]) => edit((body) => ({ ...body, checks: next }));
  const items = CHECKS.map((key) => ({ key, label: word("check", key) }));
  return (
    <div className={css.checks}>
      <Panel title={t("sources.checks.delivery")}>
        <DeliveryFields tools={tools} />
      </Panel>
      <Panel
        title={t("sources.checks.title")}
        extra={
          <Dropdown
            trigger={["click"]}
            menu={{ items, onClick: ({ key }) => write([...checks, { check: key, verdict: firstVerdict(key) }]) }}
          >
            <Button size="small" icon={<PlusOutlined />}>
              {t("sources.checks.add")}
            </Button>
          </Dropdown>
        }
      >
        {checks.length === 0 && <Nothing title={t("sources.checks.none")}>{t("sources.checks.noneHint")}</Nothing>}
        {checks.map((check, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: checks are told apart by their place, as in the definition
          <div key={at} className={css.check}>
            <strong>{word("check", check.check)}</strong>
            <CheckFields
              check={check}
              columns={columns}
              change={(next) => write(checks.map((each, n) => (n === at ? next : each)))}
            />
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t("sources.checks.remove", { check: word("check", check.check) })}
              onClick={() => write(checks.filter((_, n) => n !== at))}
            />
          </div>
        ))}
      </Panel>
      <Panel title={t("sources.checks.drift")}>
        <DriftFields tools={tools} />
      </Panel>
    </div>
  );
}

const firstVerdict = (check: string) => (check === "freshness" || check === "row_count" ? "warn" : "quarantine");

function DeliveryFields({ tools }: { tools: DraftTools }) {
  const { t } = useTranslation();
  const word = useWord();
  const ids = useId();
  const { body } = tools.draft;
  const { edit } = tools;
  const fetched = body.where.connection !== undefined;
  const every = (value: string | undefined) =>
    [...new Set([...EVERY, ...(value ? [value] : [])])].map((each) => ({ value: each, label: word("duration", each) }));
  return (
    <div className={css.fields}>
      <label htmlFor={`${ids}-every`}>
        {t("sources.checks.expectedEvery")}
        <Select
          id={`${ids}-every`}
          allowClear
          value={body.expected_every}
          placeholder={t("sources.checks.never")}
          onChange={(value?: string) => edit((now) => ({ ...now, expected_every: value }))}
          options={every(body.expected_every)}
        />
      </label>
      {fetched && (
        <label htmlFor={`${ids}-fetch`}>
          {t("sources.checks.fetchEvery")}
          <Select
            id={`${ids}-fetch`}
            allowClear
            value={body.fetch_every}
            placeholder={t("sources.checks.onDemand")}
            onChange={(value?: string) => edit((now) => ({ ...now, fetch_every: value }))}
            options={every(body.fetch_every)}
          />
        </label>
      )}
      <label htmlFor={`${ids}-share`}>
        {t("sources.checks.rejectedLimit")}
        <InputNumber
          id={`${ids}-share`}
          min={0}
          max={100}
          suffix="%"
          value={Math.round((body.rejected_share_limit ?? 0.1) * 1000) / 10}
          onChange={(share) => edit((now) => ({ ...now, rejected_share_limit: (share ?? 10) / 100 }))}
        />
      </label>
      <label htmlFor={`${ids}-empty`}>
        {t("sources.checks.empty")}
        <Select
          id={`${ids}-empty`}
          mode="tags"
          open={false}
          suffixIcon={null}
          value={body.empty ?? []}
          placeholder={t("sources.checks.emptyHint")}
          onChange={(empty: string[]) => edit((now) => ({ ...now, empty }))}
        />
      </label>
      <label htmlFor={`${ids}-collected`}>
        {t("sources.checks.collectedFor")}
        <Select
          id={`${ids}-collected`}
          mode="multiple"
          value={body.collected_for ?? []}
          placeholder={t("sources.checks.collectedForAll")}
          onChange={(collected: string[]) =>
            edit((now) => ({ ...now, collected_for: collected.length > 0 ? collected : undefined }))
          }
          options={PURPOSES.map((value) => ({ value, label: word("purpose", value) }))}
        />
      </label>
    </div>
  );
}

function DriftFields({ tools }: { tools: DraftTools }) {
  const { t } = useTranslation();
  const word = useWord();
  const ids = useId();
  const { draft, edit } = tools;
  return (
    <div className={css.fields}>
      {(Object.keys(DRIFT) as (keyof typeof DRIFT)[]).map((change) => (
        <label key={change} htmlFor={`${ids}-${change}`}>
          {word("drift", change)}
          <Select
            id={`${ids}-${change}`}
            value={draft.body.drift?.[change] ?? DRIFT[change][0]}
            onChange={(value) =>
              edit((body) => {
                const { [change]: _, ...rest } = body.drift ?? {};
                return { ...body, drift: value === DRIFT[change][0] ? rest : { ...rest, [change]: value } };
              })
            }
            options={DRIFT[change].map((value) => ({ value, label: word("driftDoes", value) }))}
          />
        </label>
      ))}
      <p className={css.about}>{t("sources.checks.driftHint")}</p>
    </div>
  );
}
