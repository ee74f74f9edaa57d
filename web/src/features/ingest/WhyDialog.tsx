import { Input, Modal } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemNote } from "@/ui/States";
import css from "./ingest.module.css";

type Props = {
  title: string;
  about: string;
  ok: string;
  danger?: boolean;
  busy: boolean;
  error: unknown;
  send: (why: string) => void;
  close: () => void;
};

/** Asks why before something is done that others will want to understand later. Ctrl+Enter sends. */
export function WhyDialog({ title, about, ok, danger = false, busy, error, send, close }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [why, setWhy] = useState("");
  const ready = why.trim() !== "" && !busy;
  return (
    <Modal
      open
      title={title}
      okText={ok}
      okButtonProps={{ disabled: !ready, danger }}
      confirmLoading={busy}
      onOk={() => send(why.trim())}
      onCancel={close}
    >
      <p className={css.about}>{about}</p>
      <label htmlFor={id} className={css.why}>
        {t("ingest.why")}
        <Input.TextArea
          id={id}
          autoFocus
          rows={3}
          maxLength={300}
          value={why}
          onChange={(event) => setWhy(event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && ready && send(why.trim())}
        />
      </label>
      {error != null && <ProblemNote error={error} />}
    </Modal>
  );
}
