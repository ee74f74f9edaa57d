import { useMutation } from "@tanstack/react-query";
import { Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { beginPasskey, registerPasskey, type SessionOut } from "@/api";
import { ProblemNote } from "@/ui/States";
import { brokenOff, makePasskey } from "../passkeyDevice";

/** Makes a passkey on a device of the user, under a name by which the user knows it. */
export function AddPasskey({ done }: { done: (session: SessionOut) => void }) {
  const { t } = useTranslation();
  const add = useMutation({
    mutationFn: async (name: string) => {
      const { data } = await beginPasskey({ throwOnError: true });
      const credential = await makePasskey(data.options);
      return (await registerPasskey({ body: { credential, name }, throwOnError: true })).data.session;
    },
    onSuccess: done,
  });
  return (
    <Form<{ name: string }> layout="vertical" requiredMark={false} onFinish={({ name }) => add.mutate(name)}>
      <Form.Item
        name="name"
        label={t("access.passkeys.name")}
        extra={t("access.passkeys.nameHint")}
        rules={[{ required: true, whitespace: true, message: t("access.users.needed") }]}
      >
        <Input autoFocus maxLength={60} />
      </Form.Item>
      {brokenOff(add.error) && <p role="alert">{t("access.passkeys.brokenOff")}</p>}
      {add.error && !brokenOff(add.error) && <ProblemNote error={add.error} />}
      <Button type="primary" htmlType="submit" block loading={add.isPending}>
        {t("access.passkeys.add")}
      </Button>
    </Form>
  );
}
