import { useMutation } from "@tanstack/react-query";
import { Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { changePassword, type PasswordIn } from "@/api";
import { useNotice } from "@/ui/Notices";
import { ProblemNote } from "@/ui/States";

/** Changes the user's own password; every other session of the user ends. */
export default function PasswordDialog({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const say = useNotice();
  const [form] = Form.useForm<PasswordIn>();
  const change = useMutation({
    mutationFn: (body: PasswordIn) => changePassword({ body, throwOnError: true }),
    onSuccess: () => {
      say({ tone: "green", title: t("access.passwordChanged") });
      close();
    },
  });
  return (
    <Modal
      open
      title={t("access.changePassword")}
      okText={t("ui.save")}
      onOk={form.submit}
      onCancel={close}
      confirmLoading={change.isPending}
    >
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(body) => change.mutate(body)}>
        <Form.Item
          name="current"
          label={t("access.currentPassword")}
          rules={[{ required: true, message: t("access.passwordNeeded") }]}
        >
          <Input.Password autoComplete="current-password" autoFocus />
        </Form.Item>
        <Form.Item
          name="new"
          label={t("access.newPassword")}
          extra={t("access.passwordRule")}
          rules={[{ required: true, min: 12, message: t("access.passwordRule") }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
      </Form>
      {change.error && <ProblemNote error={change.error} />}
    </Modal>
  );
}
