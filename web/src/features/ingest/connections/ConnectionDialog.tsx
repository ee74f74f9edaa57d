import { useMutation } from "@tanstack/react-query";
import { Button, Input, Modal, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { checkDraftConnection, publish } from "@/api";
import { ReasonField } from "@/features/ingest/ReasonField";
import { refresh } from "@/server";
import { useWord } from "@/ui/code";
import { useNotice } from "@/ui/Notices";
import { ProblemNote } from "@/ui/States";
import css from "../wizard/Wizard.module.css";
import { Checked } from "./Checked";
import {
  BROKERS,
  type ConnectionBody,
  NEW_CONNECTION,
  named,
  type Option,
  optionOf,
  optionsOf,
  TYPES,
  URLS,
  withOption,
} from "./connection";

type Props = { first?: ConnectionBody; close: () => void; done?: (key: string) => void };

/** A new connection, or one that is changed: tried before it is published, its secrets by name only. */
export function ConnectionDialog({ first, close, done }: Props) {
  const { t } = useTranslation();
  const notice = useNotice();
  const [body, setBody] = useState(first ?? NEW_CONNECTION);
  const [reason, setReason] = useState("");
  const check = useMutation({
    mutationFn: async () => (await checkDraftConnection({ body: { body }, throwOnError: true })).data,
  });
  const send = useMutation({
    mutationFn: () =>
      publish({ path: { kind: "connection" }, body: { body, reason: reason.trim() }, throwOnError: true }),
    onSuccess: async () => {
      notice({ tone: "green", title: t("connections.published", { key: body.key }) });
      await refresh("listConnections", "listFeeds", "listConnectionTables", "listConnectionFiles");
      done?.(body.key);
      close();
    },
  });
  const isWhole = Boolean(body.key && body.url && body.name.zh && body.name.en);
  const change = (next: ConnectionBody) => {
    check.reset();
    send.reset();
    setBody(next);
  };
  return (
    <Modal
      open
      width={680}
      title={first ? t("connections.change", { key: first.key }) : t("connections.new")}
      onCancel={close}
      footer={
        <>
          {!BROKERS.has(body.type) && (
            <Button disabled={!isWhole} loading={check.isPending} onClick={() => check.mutate()}>
              {t("connections.try")}
            </Button>
          )}
          <Button
            type="primary"
            disabled={!isWhole || !reason.trim()}
            loading={send.isPending}
            onClick={() => send.mutate()}
          >
            {t("connections.publish")}
          </Button>
        </>
      }
    >
      <div className={css.fetched}>
        <Fields body={body} change={change} isNew={!first} reason={reason} setReason={setReason} />
        {check.data && <Checked result={check.data} />}
        {(check.error ?? send.error) && <ProblemNote error={check.error ?? send.error} />}
      </div>
    </Modal>
  );
}

type FieldsProps = {
  body: ConnectionBody;
  change: (body: ConnectionBody) => void;
  isNew: boolean;
  reason: string;
  setReason: (reason: string) => void;
};

function Fields({ body, change, isNew, reason, setReason }: FieldsProps) {
  const { t } = useTranslation();
  const word = useWord();
  const ids = useId();
  const examples = URLS[body.type] ?? [];
  return (
    <div className={css.fields}>
      <label htmlFor={`${ids}-type`}>
        {t("connections.type")}
        <Select
          id={`${ids}-type`}
          disabled={!isNew}
          value={body.type}
          onChange={(type: string) => change({ ...body, type, options: {} })}
          options={TYPES.map((value) => ({ value, label: word("connectionType", value) }))}
        />
      </label>
      <label htmlFor={`${ids}-zh`}>
        {t("sources.review.nameZh")}
        <Input
          id={`${ids}-zh`}
          value={body.name.zh}
          onChange={(event) => change({ ...body, name: { ...body.name, zh: event.target.value } })}
        />
      </label>
      <label htmlFor={`${ids}-en`}>
        {t("sources.review.nameEn")}
        <Input
          id={`${ids}-en`}
          value={body.name.en}
          onChange={(event) =>
            change(
              isNew ? named(body, event.target.value) : { ...body, name: { ...body.name, en: event.target.value } },
            )
          }
        />
      </label>
      <label htmlFor={`${ids}-key`}>
        {t("connections.key")}
        <Input
          id={`${ids}-key`}
          value={body.key}
          disabled={!isNew}
          spellCheck={false}
          onChange={(event) => change({ ...body, key: event.target.value.toLowerCase() })}
        />
      </label>
      <label htmlFor={`${ids}-url`} className={css.whole}>
        {t("connections.url")}
        <Input
          id={`${ids}-url`}
          value={body.url}
          spellCheck={false}
          placeholder={examples[0]}
          onChange={(event) => change({ ...body, url: event.target.value.trim() })}
        />
        <span className={css.about}>
          {t("connections.urlHint")}
          {examples.map((example) => (
            <code key={example} className={css.example}>
              {example}
            </code>
          ))}
        </span>
      </label>
      {optionsOf(body).map((option) => (
        <OptionField
          key={option.name}
          option={option}
          value={optionOf(body, option.name)}
          change={(text) => change(withOption(body, option, text))}
        />
      ))}
      <p className={`${css.about} ${css.whole}`}>{t("connections.secretsHint")}</p>
      <ReasonField value={reason} change={setReason} />
    </div>
  );
}

type OptionProps = { option: Option; value: string; change: (text: string) => void };

function OptionField({ option, value, change }: OptionProps) {
  const { t } = useTranslation();
  const word = useWord();
  const id = useId();
  return (
    <label htmlFor={id} className={option.wide ? css.whole : ""}>
      {word("connectionOption", option.name.replace(".", "_"))}
      {option.choices ? (
        <Select
          id={id}
          allowClear
          value={value || undefined}
          placeholder={t("connections.unsaid")}
          onChange={(next?: string) => change(next ?? "")}
          options={option.choices.map((each) => ({ value: each, label: word("connectionChoice", each) }))}
        />
      ) : (
        <Input
          id={id}
          spellCheck={false}
          value={value}
          prefix={option.secret ? <code>{"${"}</code> : undefined}
          suffix={option.secret ? <code>{"}"}</code> : undefined}
          onChange={(event) => change(option.secret ? event.target.value.toUpperCase() : event.target.value)}
        />
      )}
    </label>
  );
}
