import { KeyOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { beginPasskeyLogin, logInByPasskey, type SessionOut } from "@/api";
import css from "../LoginPage.module.css";
import { brokenOff, passkeysWork, signWithPasskey } from "../passkeyDevice";
import { LoginProblem } from "./LoginProblem";

/** Logs in by a passkey; not shown where the browser or the address cannot do it. */
export function PasskeyButton({ next, main = false }: { next: (session: SessionOut) => void; main?: boolean }) {
  const { t } = useTranslation();
  const login = useMutation({
    mutationFn: async () => {
      const { data } = await beginPasskeyLogin({ throwOnError: true });
      const credential = await signWithPasskey(data.options);
      return (await logInByPasskey({ body: { credential }, throwOnError: true })).data;
    },
    onSuccess: next,
  });
  if (!passkeysWork()) return null;
  return (
    <>
      <Button
        block
        size="large"
        type={main ? "primary" : "default"}
        icon={<KeyOutlined aria-hidden />}
        loading={login.isPending}
        onClick={() => login.mutate()}
      >
        {t("access.passkeys.logIn")}
      </Button>
      {brokenOff(login.error) ? (
        <p role="alert" className={css.problem}>
          {t("access.passkeys.brokenOff")}
        </p>
      ) : (
        <LoginProblem error={login.error} wrong="access.passkeys.wrong" />
      )}
    </>
  );
}
