import { useMutation } from "@tanstack/react-query";
import { Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type KeyOut, revokeKey } from "@/api";
import { refresh } from "@/server";
import { ProblemNote } from "@/ui/States";

/** Ends a key for good, with a reason for who reads the change log. */
export function RevokeDialog({ serviceKey, close }: { serviceKey: KeyOut; close: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const revoke = useMutation({
    mutationFn: () => revokeKey({ path: { key_id: serviceKey.id }, body: { reason }, throwOnError: true }),
    onSuccess: () => {
      close();
      return refresh("listServiceAccounts", "listChanges");
    },
  });
  return (
    <Modal
      open
      title={t("access.keys.revokeTitle", { key: `tl_${serviceKey.prefix}_…` })}
      okText={t("access.keys.revoke")}
      okButtonProps={{ danger: true }}
      confirmLoading={revoke.isPending}
      onOk={() => revoke.mutate()}
      onCancel={close}
    >
      <p>{t("access.keys.revokeAbout")}</p>
      <Input
        value={reason}
        maxLength={200}
        aria-label={t("access.users.reason")}
        placeholder={t("access.users.reason")}
        onChange={(event) => setReason(event.target.value)}
      />
      {revoke.error && <ProblemNote error={revoke.error} />}
    </Modal>
  );
}
