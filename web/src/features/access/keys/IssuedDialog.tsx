import { Button, Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { IssuedKey } from "@/api";
import { CopyButton } from "@/ui/CopyButton";
import { useFormat } from "@/ui/format";
import css from "./keys.module.css";

/** The text of a new key, which can be read here and never again; it goes only by the button. */
export function IssuedDialog({ issued, close }: { issued: IssuedKey; close: () => void }) {
  const { t } = useTranslation();
  const { dateTime } = useFormat();
  return (
    <Modal
      open
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      title={t("access.keys.issued")}
      footer={
        <Button type="primary" onClick={close}>
          {t("access.keys.keptIt")}
        </Button>
      }
    >
      <p>{t("access.keys.shownOnce", { when: dateTime(issued.key.expires_at) })}</p>
      <p className={css.secret}>
        <code>{issued.text}</code>
        <CopyButton text={issued.text} label={t("ui.copy")} />
      </p>
    </Modal>
  );
}
