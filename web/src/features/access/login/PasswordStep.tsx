import { useMutation } from "@tanstack/react-query";
import { Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { type LoginIn, logIn, type SessionOut } from "@/api";
import css from "../LoginPage.module.css";
import { LoginProblem } from "./LoginProblem";
import { PasskeyButton } from "./PasskeyButton";
import { SignOnLinks, SignOnProblem } from "./SignOnLinks";

/** Login and password; what went wrong is said above the button. */
export function PasswordStep({ next }: { next: (session: SessionOut) => void }) {
  const { t } = useTranslation();
  const login = useMutation({
    mutationFn: async (body: LoginIn) => (await logIn({ body, throwOnError: true })).data,
    onSuccess: next,
  });
  return (
    <>
      <h1 className={css.claim}>{t("access.claim")}</h1>
      <SignOnProblem />
      <Form<LoginIn> layout="vertical" requiredMark={false} size="large" onFinish={(body) => login.mutate(body)}>
        <Form.Item
          name="login"
          label={t("access.login")}
          rules={[{ required: true, message: t("access.loginNeeded") }]}
        >
          <Input autoComplete="username" autoFocus autoCapitalize="none" spellCheck={false} />
        </Form.Item>
        <Form.Item
          name="password"
          label={t("access.password")}
          rules={[{ required: true, message: t("access.passwordNeeded") }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <LoginProblem error={login.error} wrong="access.wrong" />
        <Button type="primary" htmlType="submit" block loading={login.isPending}>
          {t("access.logIn")}
        </Button>
      </Form>
      <div className={css.ways}>
        <PasskeyButton next={next} />
        <SignOnLinks />
      </div>
    </>
  );
}
