import { InboxOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Checkbox, Input, Modal, Select, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { type ListAnswer, listCustomersInSegment, publish, type SegmentSummary } from "@/api";
import { refresh } from "@/server";
import { useWord } from "@/ui/code";
import { ProblemNote } from "@/ui/States";
import css from "./ListCustomers.module.css";
import { Listed } from "./Listed";

const PURPOSES = ["service", "marketing", "analysis", "operations"] as const;
type Purpose = SegmentSummary["used_for"];

type Props = {
  /** The segment that takes the customers; without one a new list is made. */
  into?: SegmentSummary | undefined;
  /** The segment whose customers of today a new list keeps. */
  of?: SegmentSummary | undefined;
  close: () => void;
};

/** The key of a list from its English name: small letters, digits and underscores. */
export const keyOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^[_0-9]+|_+$/g, "")
    .slice(0, 60);

/** Puts customers on a list: from a file or pasted numbers, or as another segment has them today. */
export function ListCustomers({ into, of, close }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [name, setName] = useState({ zh: "", en: "" });
  const [usedFor, setUsedFor] = useState<Purpose>(of?.used_for ?? "service");
  const [entries, setEntries] = useState("");
  const [until, setUntil] = useState("");
  const [replace, setReplace] = useState(false);
  const key = into?.key ?? keyOf(name.en);
  const list = useMutation({
    mutationFn: async (): Promise<ListAnswer> => {
      if (!into) await publishList(key, name, usedFor, t("definitions.segments.list.reason"));
      const wanted = { entries, of: of?.key ?? null, replace, until: until || null };
      const answer = await listCustomersInSegment({ path: { key }, body: wanted, throwOnError: true });
      return answer.data;
    },
    onSuccess: () => refresh("listSegments", "listSegmentCustomers", "listChanges"),
  });
  const leave = () => {
    close();
    if (!into && list.data) void navigate(`/segments/${encodeURIComponent(key)}`);
  };
  if (list.data) return <Listed answer={list.data} close={leave} />;
  const ready = key && (into || (name.zh.trim() && name.en.trim())) && (of || entries.trim());
  return (
    <Modal
      open
      title={t(
        of
          ? "definitions.segments.list.keep"
          : into
            ? "definitions.segments.list.add"
            : "definitions.segments.list.make",
      )}
      okText={t("definitions.segments.list.do")}
      okButtonProps={{ disabled: !ready }}
      confirmLoading={list.isPending}
      onOk={() => list.mutate()}
      onCancel={close}
    >
      <div className={css.form}>
        {!into && <Names name={name} change={setName} />}
        {!into && !of && <UsedFor value={usedFor} change={setUsedFor} />}
        {!of && <Entries text={entries} change={setEntries} />}
        {into && (
          <Checkbox checked={replace} onChange={(event) => setReplace(event.target.checked)}>
            {t("definitions.segments.list.replace")}
          </Checkbox>
        )}
        {/* biome-ignore lint/a11y/noLabelWithoutControl: antd's Input is the control */}
        <label>
          {t("definitions.segments.list.until")}
          <Input type="date" value={until} onChange={(event) => setUntil(event.target.value)} />
        </label>
        {list.error && <ProblemNote error={list.error} />}
      </div>
    </Modal>
  );
}

/** Publishes a segment that is a list; one that is published already, by a try that failed later, stays as it is. */
async function publishList(key: string, name: { zh: string; en: string }, used_for: Purpose, reason: string) {
  const names = { zh: name.zh.trim(), en: name.en.trim() };
  const body = { key, name: names, says: names, listed: true, used_for };
  await publish({ path: { kind: "segment" }, body: { body, reason }, throwOnError: true });
}

type NamesProps = { name: { zh: string; en: string }; change: (name: { zh: string; en: string }) => void };

function Names({ name, change }: NamesProps) {
  const { t } = useTranslation();
  return (
    <div className={css.names}>
      {(["zh", "en"] as const).map((side) => (
        <Input
          key={side}
          value={name[side]}
          maxLength={60}
          aria-label={t(`definitions.segments.list.name.${side}`)}
          placeholder={t(`definitions.segments.list.name.${side}`)}
          onChange={(event) => change({ ...name, [side]: event.target.value })}
        />
      ))}
    </div>
  );
}

function UsedFor({ value, change }: { value: Purpose; change: (purpose: Purpose) => void }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <div className={css.row}>
      <span>{t("definitions.segments.list.usedFor")}</span>
      <Select
        value={value}
        aria-label={t("definitions.segments.list.usedFor")}
        onChange={change}
        options={PURPOSES.map((each) => ({ value: each, label: word("purpose", each) }))}
      />
    </div>
  );
}

function Entries({ text, change }: { text: string; change: (text: string) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Input.TextArea
        value={text}
        rows={6}
        aria-label={t("definitions.segments.list.entries")}
        placeholder={t("definitions.segments.list.entries")}
        onChange={(event) => change(event.target.value)}
      />
      <Upload
        accept=".csv,.txt,text/csv,text/plain"
        fileList={[]}
        beforeUpload={(file) => {
          void file.text().then(change);
          return false;
        }}
      >
        <button type="button" className={css.file}>
          <InboxOutlined aria-hidden /> {t("definitions.segments.list.file")}
        </button>
      </Upload>
    </>
  );
}
