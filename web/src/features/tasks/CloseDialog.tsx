import { Input, Modal, Radio } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CloseTask, OutcomeChoice, TaskDetail } from "@/api";
import { useFormat } from "@/ui/format";
import { instantIn, useZone } from "@/ui/zone";
import css from "./CloseDialog.module.css";

type Props = { task: TaskDetail; busy: boolean; report: (body: CloseTask) => void; cancel: () => void };

/** How the work ended: an outcome, and what is worth knowing. Ctrl+Enter reports. */
export function CloseDialog({ task, busy, report, cancel }: Props) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const zone = useZone();
  const ids = useId();
  const [key, setKey] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const [again, setAgain] = useState("");
  const outcome = task.outcomes.find((choice) => choice.key === key);
  const send = () => {
    if (!outcome || busy) return;
    const again_at = !outcome.closes && again ? instantIn(again, zone).toISOString() : null;
    report({ outcome: outcome.key, note: note.trim(), again_at });
  };
  return (
    <Modal
      open
      title={t("tasks.close.title", { customer: task.customer_name ?? task.customer_id })}
      okText={t(outcome && !outcome.closes ? "tasks.close.putOff" : "tasks.close.report")}
      okButtonProps={{ disabled: !outcome }}
      confirmLoading={busy}
      onOk={send}
      onCancel={cancel}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the shortcut belongs to the fields inside */}
      <div
        className={css.form}
        onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && send()}
      >
        <fieldset>
          <legend>{t("tasks.close.outcome")}</legend>
          <Radio.Group value={key} onChange={(event) => setKey(event.target.value)} vertical>
            {task.outcomes.map((choice, at) => (
              <Radio key={choice.key} value={choice.key} autoFocus={at === 0}>
                {say(choice.name)} <After choice={choice} />
              </Radio>
            ))}
          </Radio.Group>
        </fieldset>
        {outcome && !outcome.closes && (
          <label htmlFor={`${ids}-again`}>
            {t("tasks.close.again")}
            <input
              id={`${ids}-again`}
              type="datetime-local"
              className={css.when}
              value={again}
              onChange={(event) => setAgain(event.target.value)}
            />
          </label>
        )}
        <label htmlFor={`${ids}-note`}>
          {t("tasks.close.note")}
          <Input.TextArea
            id={`${ids}-note`}
            rows={4}
            maxLength={2000}
            value={note}
            placeholder={t("tasks.close.notePlaceholder")}
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
      </div>
    </Modal>
  );
}

function After({ choice }: { choice: OutcomeChoice }) {
  const { t } = useTranslation();
  const { duration } = useFormat();
  if (choice.closes || choice.again_in_minutes == null) return null;
  return <span className={css.after}>{t("tasks.close.after", { time: duration(choice.again_in_minutes * 60) })}</span>;
}
