import { Modal } from "antd";
import { useTranslation } from "react-i18next";
import css from "./Shortcuts.module.css";

const KEYS = [
  { keys: ["/"], does: "ui.keys.search" },
  { keys: ["Ctrl", "K"], does: "ui.keys.search" },
  { keys: ["J"], does: "ui.keys.next" },
  { keys: ["K"], does: "ui.keys.previous" },
  { keys: ["Enter"], does: "ui.keys.open" },
  { keys: ["C"], does: "ui.keys.close" },
  { keys: ["S"], does: "ui.keys.same" },
  { keys: ["D"], does: "ui.keys.apart" },
  { keys: ["R"], does: "ui.keys.reason" },
  { keys: ["U"], does: "ui.keys.undo" },
  { keys: ["Esc"], does: "ui.keys.leave" },
  { keys: ["?"], does: "ui.keys.help" },
] as const;

/** What the keyboard can do. */
export default function Shortcuts({ close }: { close: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal open title={t("ui.keys.title")} footer={null} onCancel={close} width={420}>
      <dl className={css.keys}>
        {KEYS.map(({ keys, does }) => (
          <div key={keys.join()}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(does)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
