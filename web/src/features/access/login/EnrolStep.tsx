import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { beginLoginAnew, type RecoveryCodes, type SessionOut } from "@/api";
import css from "../LoginPage.module.css";
import { passkeysWork } from "../passkeyDevice";
import { AddPasskey } from "../security/AddPasskey";
import { RecoveryList } from "../security/RecoveryList";
import { SetUpApp } from "../security/SetUpApp";

/** A role needs a second factor and the user has none: it is set up here, then the login is done. */
export function EnrolStep({ next }: { next: (session: SessionOut) => void }) {
  const { t } = useTranslation();
  const [passkey, setPasskey] = useState(false);
  const [done, setDone] = useState<RecoveryCodes | null>(null);
  const back = useMutation({
    mutationFn: async () => (await beginLoginAnew({ throwOnError: true })).data,
    onSuccess: next,
  });
  if (done) return <RecoveryList codes={done.codes} kept={() => next(done.session)} />;
  return (
    <>
      <h1 className={css.step}>{t("access.factor.needed")}</h1>
      <p className={css.hint}>{t("access.factor.neededAbout")}</p>
      {passkey ? <AddPasskey done={next} /> : <SetUpApp done={setDone} />}
      <div className={css.others}>
        {passkeysWork() && (
          <Button type="link" onClick={() => setPasskey(!passkey)}>
            {t(passkey ? "access.login2.useApp" : "access.passkeys.instead")}
          </Button>
        )}
        <Button type="link" loading={back.isPending} onClick={() => back.mutate()}>
          {t("access.login2.anew")}
        </Button>
      </div>
    </>
  );
}
