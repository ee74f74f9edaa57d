import { useMutation } from "@tanstack/react-query";
import { Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { beginLoginAnew, proveSecondFactor, type SessionOut } from "@/api";
import css from "../LoginPage.module.css";
import { LoginProblem } from "./LoginProblem";
import { PasskeyButton } from "./PasskeyButton";

type Props = { ways: string[]; next: (session: SessionOut) => void };

/** The second step of a login: a passkey, the code that the app shows, or a recovery code. */
export function CodeStep({ ways, next }: Props) {
  const { t } = useTranslation();
  const [recovery, setRecovery] = useState(false);
  const back = useMutation({
    mutationFn: async () => (await beginLoginAnew({ throwOnError: true })).data,
    onSuccess: next,
  });
  return (
    <>
      <h1 className={css.step}>{t("access.login2.title")}</h1>
      {ways.includes("passkey") && (
        <div className={css.ways}>
          <p className={css.hint}>{t("access.passkeys.second")}</p>
          <PasskeyButton next={next} main />
        </div>
      )}
      {ways.includes("app") && <CodeForm key={String(recovery)} recovery={recovery} next={next} />}
      <div className={css.others}>
        {ways.includes("recovery code") && (
          <Button type="link" onClick={() => setRecovery(!recovery)}>
            {t(recovery ? "access.login2.useApp" : "access.login2.useRecovery")}
          </Button>
        )}
        <Button type="link" loading={back.isPending} onClick={() => back.mutate()}>
          {t("access.login2.anew")}
        </Button>
      </div>
    </>
  );
}

function CodeForm({ recovery, next }: { recovery: boolean; next: (session: SessionOut) => void }) {
  const { t } = useTranslation();
  const prove = useMutation({
    mutationFn: async (code: string) => (await proveSecondFactor({ body: { code }, throwOnError: true })).data,
    onSuccess: next,
  });
  const kind = recovery ? "recovery" : "app";
  return (
    <>
      <p className={css.hint}>{t(`access.login2.${kind}`)}</p>
      <Form<{ code: string }>
        key={kind}
        layout="vertical"
        requiredMark={false}
        size="large"
        onFinish={({ code }) => prove.mutate(code)}
      >
        <Form.Item
          name="code"
          label={t(`access.login2.label.${kind}`)}
          rules={[{ required: true, message: t("access.login2.needed") }]}
        >
          <Input
            autoFocus
            autoComplete="one-time-code"
            inputMode={recovery ? "text" : "numeric"}
            maxLength={20}
            spellCheck={false}
          />
        </Form.Item>
        <LoginProblem error={prove.error} wrong="access.login2.wrong" />
        <Button type="primary" htmlType="submit" block loading={prove.isPending}>
          {t("access.logIn")}
        </Button>
      </Form>
    </>
  );
}
