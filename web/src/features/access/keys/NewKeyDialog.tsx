import { useMutation } from "@tanstack/react-query";
import { Form, InputNumber, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";
import { type IssuedKey, issueKey, type KeyIn, type ScopeOut, type ServiceAccountOut } from "@/api";
import { refresh } from "@/server";
import { useWord } from "@/ui/code";
import { ProblemNote } from "@/ui/States";

type Props = { account: ServiceAccountOut; scopes: ScopeOut[]; issued: (key: IssuedKey) => void; close: () => void };

/** Issues a key of a service account: what it may do, and for how long. */
export function NewKeyDialog({ account, scopes, issued, close }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const [form] = Form.useForm<KeyIn>();
  const issue = useMutation({
    mutationFn: async (body: KeyIn) =>
      (await issueKey({ path: { account_id: account.id }, body, throwOnError: true })).data,
    onSuccess: (key) => {
      issued(key);
      return refresh("listServiceAccounts", "listChanges");
    },
  });
  const needed = { required: true, message: t("access.users.needed") };
  return (
    <Modal
      open
      title={t("access.keys.issueTitle", { name: account.name })}
      okText={t("access.keys.issue")}
      onOk={form.submit}
      onCancel={close}
      confirmLoading={issue.isPending}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ days: 90, scope: scopes.length === 1 ? scopes.map(({ key }) => key) : [] }}
        onFinish={(body) => issue.mutate(body)}
      >
        <Form.Item name="scope" label={t("access.keys.scope")} rules={[needed]}>
          <Select mode="multiple" options={scopes.map(({ key }) => ({ value: key, label: word("scope", key) }))} />
        </Form.Item>
        <Form.Item name="days" label={t("access.keys.days")} extra={t("access.keys.daysRule")} rules={[needed]}>
          <InputNumber min={1} max={366} precision={0} />
        </Form.Item>
      </Form>
      {issue.error && <ProblemNote error={issue.error} />}
    </Modal>
  );
}
