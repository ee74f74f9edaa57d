import { LeftOutlined } from "@ant-design/icons";
import { Button, Input, type InputRef } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useKeys } from "@/ui/keys";
import type { Word } from "./actions";
import css from "./DecideBar.module.css";

type Props = { busy: boolean; decide: (verdict: Word, why: string) => void; leave?: () => void };

/** The word on a pair, with a reason where there is one to give: S same, D different, R to the reason. */
export function DecideBar({ busy, decide, leave }: Props) {
  const { t } = useTranslation();
  const [why, setWhy] = useState("");
  const reason = useRef<InputRef>(null);
  const say = (verdict: Word) => !busy && decide(verdict, why.trim());
  useKeys({ s: () => say("same"), d: () => say("apart"), r: () => reason.current?.focus() });
  return (
    <div className={css.bar}>
      {leave && <Button type="text" icon={<LeftOutlined />} aria-label={t("identity.back")} onClick={leave} />}
      <Button type="primary" loading={busy} onClick={() => say("same")}>
        {t("identity.same")} <kbd className={css.key}>S</kbd>
      </Button>
      <Button disabled={busy} onClick={() => say("apart")}>
        {t("identity.apart")} <kbd className={css.key}>D</kbd>
      </Button>
      <Input
        ref={reason}
        className={css.why}
        value={why}
        maxLength={300}
        placeholder={t("identity.why")}
        aria-label={t("identity.why")}
        onChange={(event) => setWhy(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && reason.current?.blur()}
      />
    </div>
  );
}
