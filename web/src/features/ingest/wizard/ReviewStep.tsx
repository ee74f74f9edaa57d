import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Input } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { checkDraft, deliverSample, publish } from "@/api";
import { getSampleOptions } from "@/api/@tanstack/react-query.gen";
import { keyOf, type SourceBody } from "@/features/ingest/draft/draft";
import type { DraftTools } from "@/features/ingest/draft/useDraft";
import { ReasonField } from "@/features/ingest/ReasonField";
import { refresh } from "@/server";
import { useNotice } from "@/ui/Notices";
import { Panel } from "@/ui/Panel";
import { Nothing, ProblemNote } from "@/ui/States";
import { useLate } from "@/ui/useLate";
import { Differences } from "../mapping/Differences";
import { MappingTable } from "../mapping/MappingTable";
import css from "./Wizard.module.css";

const NAMES = /^(key|system|name(\..*)?)$/;

/** A name, a last look at the whole definition and what it changes, and publishing. */
export function ReviewStep({ tools }: { tools: DraftTools }) {
  const { t } = useTranslation();
  const { draft } = tools;
  const body = useLate(draft.body, 400);
  const checked = useQuery({
    queryKey: [{ _id: "checkDraft" }, body],
    queryFn: async ({ signal }) =>
      (await checkDraft({ path: { kind: "source" }, body: { body }, signal, throwOnError: true })).data,
    placeholderData: (before) => before,
  });
  const unnamed = !body.name.zh || !body.name.en || !body.key;
  const mistakes = (checked.data?.mistakes ?? []).filter(({ field }) => !(unnamed && NAMES.test(field)));
  return (
    <div className={css.review}>
      <Panel title={t("sources.review.name")}>
        <NameFields tools={tools} />
      </Panel>
      {unnamed && <p className={css.warning}>{t("sources.review.fill")}</p>}
      {mistakes.length > 0 && (
        <Panel title={t("sources.review.mistakes")}>
          <ul className={css.mistakes} role="alert">
            {mistakes.map((mistake) => (
              <li key={`${mistake.field} ${mistake.what}`}>
                {mistake.field && <code>{mistake.field}</code>}
                <strong>{mistake.what}</strong>
                {mistake.do && <span>{mistake.do}</span>}
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {draft.changes !== null && (
        <Panel title={t("sources.review.changes", { version: draft.changes })}>
          {checked.data && checked.data.differences.length > 0 ? (
            <Differences items={checked.data.differences} />
          ) : (
            <Nothing title={t("sources.review.noChanges")} />
          )}
        </Panel>
      )}
      <Panel title={t("sources.mapping.records")} flush>
        <MappingTable body={draft.body} />
      </Panel>
      {checked.error && <ProblemNote error={checked.error} />}
      <Publish
        tools={tools}
        ready={checked.data !== undefined && !unnamed && mistakes.length === 0 && body === draft.body}
      />
    </div>
  );
}

function NameFields({ tools }: { tools: DraftTools }) {
  const { t } = useTranslation();
  const ids = useId();
  const { draft, edit } = tools;
  const { body } = draft;
  const isNew = draft.changes === null;
  const [feed, setFeed] = useState(body.key.split(".").slice(1).join(".") || keyOf(draft.fileName));
  const named = (system: string, rest: string): Partial<SourceBody> => ({
    system,
    key: system && rest ? `${system}.${rest}` : "",
  });
  const write = (part: Partial<SourceBody>) => edit((now) => ({ ...now, ...part }));
  return (
    <div className={css.fields}>
      <label htmlFor={`${ids}-zh`}>
        {t("sources.review.nameZh")}
        <Input
          id={`${ids}-zh`}
          value={body.name.zh}
          onChange={(event) => write({ name: { ...body.name, zh: event.target.value } })}
        />
      </label>
      <label htmlFor={`${ids}-en`}>
        {t("sources.review.nameEn")}
        <Input
          id={`${ids}-en`}
          value={body.name.en}
          onChange={(event) => write({ name: { ...body.name, en: event.target.value } })}
        />
      </label>
      <label htmlFor={`${ids}-system`}>
        {t("sources.review.system")}
        <Input
          id={`${ids}-system`}
          value={body.system}
          disabled={!isNew}
          placeholder={t("sources.review.systemHint")}
          spellCheck={false}
          onChange={(event) => write(named(event.target.value.toLowerCase(), feed))}
        />
      </label>
      <label htmlFor={`${ids}-feed`}>
        {t("sources.review.feed")}
        <Input
          id={`${ids}-feed`}
          value={feed}
          disabled={!isNew}
          spellCheck={false}
          onChange={(event) => {
            setFeed(event.target.value.toLowerCase());
            write(named(body.system, event.target.value.toLowerCase()));
          }}
        />
      </label>
      {body.where.files !== undefined && (
        <label htmlFor={`${ids}-files`}>
          {t("sources.review.files")}
          <Input
            id={`${ids}-files`}
            value={body.where.files}
            spellCheck={false}
            onChange={(event) => write({ where: { ...body.where, files: event.target.value } })}
          />
        </label>
      )}
    </div>
  );
}

function Publish({ tools, ready }: { tools: DraftTools; ready: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const notice = useNotice();
  const { draft, forget } = tools;
  const [reason, setReason] = useState("");
  const [deliver, setDeliver] = useState(true);
  const sample = useQuery({
    ...getSampleOptions({ path: { sample_id: draft.sample ?? "" } }),
    enabled: draft.sample !== null,
    retry: false,
  });
  const canDeliver = sample.data?.whole === true && draft.body.where.files !== undefined;
  const send = useMutation({
    mutationFn: async () => {
      const body = { body: draft.body, reason: reason.trim() };
      const { data } = await publish({ path: { kind: "source" }, body, throwOnError: true });
      if (!deliver || !canDeliver || !draft.sample) return { data, load: null };
      const path = { sample_id: draft.sample, source: data.key };
      const sent = await deliverSample({ path, throwOnError: true });
      return { data, load: sent.data.items[0] ?? null };
    },
    onSuccess: async ({ data, load }) => {
      forget();
      notice({ tone: "green", title: t("sources.review.published", { key: data.key, version: data.version }) });
      await refresh("listSources", "listLoads", "getDefinition", "listSourceQuality");
      await navigate(load ? `/loads/${load.id}` : `/sources/${data.key}`);
    },
  });
  return (
    <Panel title={t("sources.review.publish")}>
      <div className={css.fields}>
        <ReasonField value={reason} change={setReason} />
      </div>
      {send.error && <ProblemNote error={send.error} />}
      <div className={`${css.publish} ${css.last}`}>
        <Button
          type="primary"
          disabled={!ready || !reason.trim()}
          loading={send.isPending}
          onClick={() => send.mutate()}
        >
          {t("sources.review.publishNow")}
        </Button>
        {canDeliver && (
          <Checkbox checked={deliver} onChange={(event) => setDeliver(event.target.checked)}>
            {t("sources.review.deliver", { file: sample.data?.file_name ?? "" })}
          </Checkbox>
        )}
      </div>
    </Panel>
  );
}
