import { useMutation } from "@tanstack/react-query";
import { Button, Form, Input } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { confirmSecondFactor, type RecoveryCodes, setUpSecondFactor } from "@/api";
import { CopyButton } from "@/ui/CopyButton";
import { ProblemNote } from "@/ui/States";
import css from "./security.module.css";

/** Binds an authenticator app: a picture to scan, the secret to type instead, and a code as proof. */
export function SetUpApp({ done }: { done: (codes: RecoveryCodes) => void }) {
  const { t } = useTranslation();
  const { mutate: begin, ...setUp } = useMutation({
    mutationFn: async () => (await setUpSecondFactor({ throwOnError: true })).data,
  });
  useEffect(() => begin(), [begin]);
  const confirm = useMutation({
    mutationFn: async (code: string) => (await confirmSecondFactor({ body: { code }, throwOnError: true })).data,
    onSuccess: done,
  });
  if (setUp.error) return <ProblemNote error={setUp.error} />;
  const secret = setUp.data?.secret.replace(/(.{4})(?=.)/g, "$1 ");
  return (
    <>
      <div className={css.picture}>
        {setUp.data && <img src={setUp.data.picture} alt={t("access.factor.picture")} />}
      </div>
      <p className={css.secret}>
        <span>{t("access.factor.type")}</span>
        <code>{secret}</code>
        {setUp.data && <CopyButton text={setUp.data.secret} label={t("ui.copy")} />}
      </p>
      <Form<{ code: string }>
        layout="vertical"
        requiredMark={false}
        size="large"
        onFinish={({ code }) => confirm.mutate(code)}
      >
        <Form.Item
          name="code"
          label={t("access.login2.label.app")}
          rules={[{ required: true, message: t("access.login2.needed") }]}
        >
          <Input autoFocus autoComplete="one-time-code" inputMode="numeric" maxLength={6} />
        </Form.Item>
        {confirm.error && <ProblemNote error={confirm.error} />}
        <Button type="primary" htmlType="submit" block loading={confirm.isPending}>
          {t("access.factor.confirm")}
        </Button>
      </Form>
    </>
  );
}
