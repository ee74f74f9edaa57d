import { useMutation } from "@tanstack/react-query";
import { Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { type AccountIn, createServiceAccount } from "@/api";
import { refresh } from "@/server";
import { ProblemNote } from "@/ui/States";

/** Creates a service account: its name, and what it is for. */
export function NewAccountDialog({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<AccountIn>();
  const create = useMutation({
    mutationFn: (body: AccountIn) => createServiceAccount({ body, throwOnError: true }),
    onSuccess: () => {
      close();
      return refresh("listServiceAccounts", "listChanges");
    },
  });
  const needed = { required: true, message: t("access.users.needed") };
  return (
    <Modal
      open
      title={t("access.keys.create")}
      okText={t("ui.save")}
      onOk={form.submit}
      onCancel={close}
      confirmLoading={create.isPending}
    >
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(body) => create.mutate(body)}>
        <Form.Item
          name="name"
          label={t("access.keys.name")}
          extra={t("access.keys.nameRule")}
          rules={[needed, { pattern: /^[a-z0-9][a-z0-9-]*$/, message: t("access.keys.nameRule") }]}
        >
          <Input autoFocus autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={40} />
        </Form.Item>
        <Form.Item name="about" label={t("access.keys.purpose")} rules={[needed]}>
          <Input maxLength={200} />
        </Form.Item>
      </Form>
      {create.error && <ProblemNote error={create.error} />}
    </Modal>
  );
}
