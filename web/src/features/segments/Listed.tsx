import { Button, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { ListAnswer } from "@/api";
import { CopyButton } from "@/ui/CopyButton";
import { useFormat } from "@/ui/format";
import css from "./ListCustomers.module.css";

/** What came of a list: how many were found, and what named nobody or several customers, to be copied. */
export function Listed({ answer, close }: { answer: ListAnswer; close: () => void }) {
  const { t } = useTranslation();
  const { count } = useFormat();
  const { found, listed, unmatched } = answer;
  return (
    <Modal
      open
      title={t("definitions.segments.list.done")}
      onCancel={close}
      footer={
        <Button type="primary" onClick={close}>
          {t("definitions.segments.list.close")}
        </Button>
      }
    >
      <div className={css.form}>
        <p>{t("definitions.segments.list.found", { found: count(found), listed: count(listed) })}</p>
        {unmatched.length > 0 && (
          <>
            <p>{t("definitions.segments.list.unmatched", { unmatched: count(unmatched.length) })}</p>
            <Input.TextArea
              readOnly
              rows={6}
              value={unmatched.join("\n")}
              aria-label={t("definitions.segments.list.unmatchedLabel")}
            />
            <CopyButton text={unmatched.join("\n")} label={t("definitions.segments.list.copy")} words />
          </>
        )}
      </div>
    </Modal>
  );
}
