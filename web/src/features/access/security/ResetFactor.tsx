import { useMutation } from "@tanstack/react-query";
import { Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { resetSecondFactor, type UserOut } from "@/api";
import { refresh } from "@/server";
import { ProblemNote } from "@/ui/States";

/** Removes the second factor of a user who lost it, with the reason. */
export function ResetFactor({ user, close }: { user: UserOut; close: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const reset = useMutation({
    mutationFn: () => resetSecondFactor({ path: { user_id: user.id }, body: { reason }, throwOnError: true }),
    onSuccess: () => {
      close();
      return refresh("listUserSessions", "listChanges");
    },
  });
  return (
    <Modal
      open
      title={t("access.factor.reset")}
      okText={t("access.factor.reset")}
      okButtonProps={{ danger: true, disabled: !reason.trim() }}
      confirmLoading={reset.isPending}
      onOk={() => reset.mutate()}
      onCancel={close}
    >
      <p>{t("access.factor.resetAbout")}</p>
      <Input
        autoFocus
        value={reason}
        maxLength={200}
        aria-label={t("access.users.reason")}
        placeholder={t("access.users.reason")}
        onChange={(event) => setReason(event.target.value)}
      />
      {reset.error && <ProblemNote error={reset.error} />}
    </Modal>
  );
}
