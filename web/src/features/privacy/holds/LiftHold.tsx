import { useMutation } from "@tanstack/react-query";
import { Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type HoldOut, liftLegalHold } from "@/api";
import { refresh } from "@/server";
import { ProblemNote } from "@/ui/States";
import css from "../requests/requests.module.css";

/** Lifts a hold, with the reason. */
export function LiftHold({ hold, close }: { hold: HoldOut; close: () => void }) {
  const { t } = useTranslation();
  const [why, setWhy] = useState("");
  const lift = useMutation({
    mutationFn: () => liftLegalHold({ path: { number: hold.id }, body: { why: why.trim() }, throwOnError: true }),
    onSuccess: async () => {
      await refresh("listLegalHolds", "listChanges");
      close();
    },
  });
  return (
    <Modal
      open
      title={t("holds.lift")}
      okText={t("holds.lift")}
      okButtonProps={{ disabled: !why.trim() }}
      confirmLoading={lift.isPending}
      onOk={() => lift.mutate()}
      onCancel={close}
    >
      <div className={css.form}>
        <p className={css.quiet}>{t("holds.liftHint", { why: hold.why })}</p>
        <Input.TextArea
          value={why}
          rows={3}
          maxLength={300}
          aria-label={t("holds.reason")}
          placeholder={t("holds.liftReason")}
          onChange={(event) => setWhy(event.target.value)}
        />
        {lift.error && <ProblemNote error={lift.error} />}
      </div>
    </Modal>
  );
}
