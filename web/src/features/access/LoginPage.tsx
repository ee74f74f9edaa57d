import { useMutation } from "@tanstack/react-query";
import { Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changeSession, type LoginIn, logIn } from "@/api";
import type { Language } from "@/i18n";
import { Logo } from "@/ui/Logo";
import { usePageTitle } from "@/ui/Page";
import { problemOf } from "@/ui/problem";
import { LanguageSwitch } from "./LanguageSwitch";
import css from "./LoginPage.module.css";
import { useNewSession } from "./session";

/** Login and password; what went wrong is said above the button. */
export default function LoginPage() {
  const { t } = useTranslation();
  usePageTitle(t("access.logIn"));
  const start = useNewSession();
  const [chosen, setChosen] = useState<Language | null>(null);
  const login = useMutation({
    mutationFn: async (body: LoginIn) => {
      const { data } = await logIn({ body, throwOnError: true });
      // A language chosen on this page is the user's choice from now on.
      if (!chosen || chosen === data.user?.language) return data;
      return (await changeSession({ body: { language: chosen }, throwOnError: true })).data;
    },
    onSuccess: start,
  });
  const problem = login.error && problemOf(login.error);
  return (
    <div className={css.page}>
      <div className={css.language}>
        <LanguageSwitch chosen={setChosen} />
      </div>
      <main className={css.card}>
        <Logo large />
        <h1 className={css.claim}>{t("access.claim")}</h1>
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
          {problem && (
            <p role="alert" className={css.problem}>
              {t(
                problem.status === 401
                  ? "access.wrong"
                  : problem.status === 429
                    ? "access.tooMany"
                    : problem.status === 0
                      ? "ui.problem.offline"
                      : "ui.problem.failed",
              )}
            </p>
          )}
          <Button type="primary" htmlType="submit" block loading={login.isPending}>
            {t("access.logIn")}
          </Button>
        </Form>
      </main>
      <Lines />
    </div>
  );
}

/** Lines between exchanges, drawn quietly behind the card. */
function Lines() {
  return (
    <svg className={css.lines} viewBox="0 0 1200 700" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <path d="M-20 560C260 560 240 150 560 150S900 470 1220 420" />
      <path d="M-20 610C330 610 300 240 610 240S920 560 1220 500" />
      <path d="M-20 660C400 660 360 330 660 330S940 640 1220 580" />
      <circle cx="560" cy="150" r="7" />
      <circle cx="610" cy="240" r="7" />
      <circle cx="660" cy="330" r="7" />
    </svg>
  );
}
