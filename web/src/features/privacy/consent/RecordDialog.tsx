import { useMutation } from "@tanstack/react-query";
import { Checkbox, Input, Modal, Radio, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type CustomerConsents, type RecordConsent, recordCustomerConsent } from "@/api";
import { refresh } from "@/server";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { useNotice } from "@/ui/Notices";
import { problemOf } from "@/ui/problem";
import css from "./consent.module.css";

const CHANNELS = ["call", "sms", "email", "app"] as const;
const PURPOSES = ["marketing", "service", "analysis"] as const;
const PLACES = ["call", "shop", "web", "app", "letter"] as const;
const SAID = ["yes", "no", "withdrawn"] as const;

/** Writing down what a customer says: of a yes the words to read out, then to what, where and by whom. */
export function RecordDialog({ data, close }: { data: CustomerConsents; close: () => void }) {
  const { t, i18n } = useTranslation();
  const word = useWord();
  const { say } = useFormat();
  const notice = useNotice();
  const language = i18n.language.startsWith("zh") ? "zh" : "en";
  const [body, setBody] = useState<RecordConsent>({
    said: "yes",
    purpose: "marketing",
    place: "call",
    speaker: data.of_age_from ? "guardian" : "customer",
    channels: [],
    topics: [],
    language,
    text_key: data.texts.find(({ purpose }) => purpose === "marketing")?.key ?? "",
  });
  const change = (part: Partial<RecordConsent>) => setBody((before) => ({ ...before, ...part }));
  const texts = data.texts.filter(({ purpose }) => purpose === body.purpose);
  const text = body.said === "yes" ? texts.find(({ key }) => key === body.text_key) : undefined;
  const channels = CHANNELS.filter((each) => !text?.channels.length || text.channels.includes(each));
  const topics = data.topics.filter(({ key }) => !text?.topics.length || text.topics.includes(key));
  const record = useMutation({
    mutationFn: async () => {
      const named = {
        channels: body.channels?.length ? body.channels : text?.channels.length ? channels : [],
        topics: body.topics?.length ? body.topics : (text?.topics ?? []),
        text_key: body.said === "yes" ? (text?.key ?? "") : "",
      };
      const path = { customer_id: data.customer_id };
      return (await recordCustomerConsent({ path, body: { ...body, ...named }, throwOnError: true })).data;
    },
    onSuccess: async () => {
      await refresh("getCustomerConsents");
      notice({ tone: "green", title: t("consent.recorded") });
      close();
    },
    onError: (error: unknown) => {
      const problem = problemOf(error);
      notice({ tone: "red", title: problem.detail || t("ui.problem.failed"), about: problem.remedy });
    },
  });
  const purposeChosen = (purpose: RecordConsent["purpose"]) =>
    change({
      purpose,
      channels: [],
      topics: [],
      text_key: data.texts.find((each) => each.purpose === purpose)?.key ?? "",
    });
  return (
    <Modal
      open
      title={t("consent.dialog.title")}
      okText={t("consent.dialog.record")}
      okButtonProps={{ disabled: body.said === "yes" && !text }}
      confirmLoading={record.isPending}
      onOk={() => record.mutate()}
      onCancel={close}
    >
      <div className={css.form}>
        <fieldset>
          <legend>{t("consent.dialog.said")}</legend>
          <Radio.Group
            optionType="button"
            value={body.said}
            onChange={(event) => change({ said: event.target.value })}
            options={SAID.map((value) => ({ value, label: word("consentSaid", value) }))}
          />
        </fieldset>
        <fieldset>
          <legend>{t("consent.purpose")}</legend>
          <Radio.Group
            value={body.purpose}
            onChange={(event) => purposeChosen(event.target.value)}
            options={PURPOSES.map((value) => ({ value, label: word("purpose", value) }))}
          />
        </fieldset>
        {body.said === "yes" &&
          (texts.length === 0 ? (
            <p role="alert">{t("consent.dialog.noText")}</p>
          ) : (
            <div>
              <span className={css.legend}>{t("consent.dialog.words")}</span>
              <Select
                className={css.wide}
                aria-label={t("consent.dialog.words")}
                value={body.text_key ?? ""}
                onChange={(text_key) => change({ text_key, channels: [], topics: [] })}
                options={texts.map(({ key, name, version }) => ({
                  value: key,
                  label: `${say(name)} · ${t("consent.version", { version })}`,
                }))}
              />
              {text && <blockquote className={css.words}>{say(text.text)}</blockquote>}
              {text?.months && <p className={css.proof}>{t("consent.dialog.months", { count: text.months })}</p>}
            </div>
          ))}
        <fieldset>
          <legend>{t("consent.dialog.channels")}</legend>
          <Checkbox.Group
            value={body.channels ?? []}
            onChange={(chosen) => change({ channels: chosen })}
            options={channels.map((value) => ({ value, label: word("consentChannel", value) }))}
          />
        </fieldset>
        {topics.length > 0 && (
          <fieldset>
            <legend>{t("consent.dialog.topics")}</legend>
            <Checkbox.Group
              value={body.topics ?? []}
              onChange={(chosen) => change({ topics: chosen })}
              options={topics.map(({ key, name }) => ({ value: key, label: say(name) }))}
            />
          </fieldset>
        )}
        <div className={css.pair}>
          <div>
            <span className={css.legend}>{t("consent.dialog.place")}</span>
            <Select
              className={css.wide}
              aria-label={t("consent.dialog.place")}
              value={body.place}
              onChange={(place) => change({ place })}
              options={PLACES.map((value) => ({ value, label: word("consentPlace", value) }))}
            />
          </div>
          <div>
            <span className={css.legend}>{t("consent.dialog.speaker")}</span>
            <Select
              className={css.wide}
              aria-label={t("consent.dialog.speaker")}
              value={body.speaker ?? "customer"}
              onChange={(speaker) => change({ speaker })}
              options={(["customer", "guardian"] as const).map((value) => ({
                value,
                label: word("consentSpeaker", value),
              }))}
            />
          </div>
        </div>
        <Input
          aria-label={t("consent.dialog.note")}
          placeholder={t("consent.dialog.note")}
          maxLength={300}
          value={body.note ?? ""}
          onChange={(event) => change({ note: event.target.value })}
        />
      </div>
    </Modal>
  );
}
