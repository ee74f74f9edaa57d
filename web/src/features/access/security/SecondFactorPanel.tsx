import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { removeSecondFactor, renewRecoveryCodes } from "@/api";
import { getSecondFactorOptions } from "@/api/@tanstack/react-query.gen";
import { refresh } from "@/server";
import { useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { Pill } from "@/ui/Pill";
import { Loaded, ProblemNote } from "@/ui/States";
import { RecoveryList } from "./RecoveryList";
import { SetUpApp } from "./SetUpApp";
import css from "./security.module.css";

/** One's authenticator app and recovery codes. */
export function SecondFactorPanel() {
  const { t } = useTranslation();
  const { dateTime } = useFormat();
  const factor = useQuery(getSecondFactorOptions());
  const [adding, setAdding] = useState(false);
  const [codes, setCodes] = useState<string[] | null>(null);
  const renew = useMutation({
    mutationFn: async () => (await renewRecoveryCodes({ throwOnError: true })).data,
    onSuccess: (found) => {
      setCodes(found.codes);
      return refresh("getSecondFactor");
    },
  });
  const remove = useMutation({
    mutationFn: () => removeSecondFactor({ throwOnError: true }),
    onSuccess: () => refresh("getSecondFactor"),
  });
  const close = () => {
    setAdding(false);
    setCodes(null);
  };
  return (
    <Panel title={t("access.factor.title")}>
      <Loaded query={factor} rows={2}>
        {({ confirmed_at, recovery_codes, required }) => (
          <div className={css.line}>
            <p>
              <Pill tone={confirmed_at ? "green" : required ? "red" : "neutral"} dot>
                {t(confirmed_at ? "access.factor.on" : "access.factor.off")}
              </Pill>{" "}
              {confirmed_at
                ? t("access.factor.since", { when: dateTime(confirmed_at), count: recovery_codes })
                : t("access.factor.about")}
            </p>
            {confirmed_at ? (
              <span className={css.buttons}>
                <Button loading={renew.isPending} onClick={() => renew.mutate()}>
                  {t("access.factor.renew")}
                </Button>
                <Button danger loading={remove.isPending} onClick={() => remove.mutate()}>
                  {t("access.factor.remove")}
                </Button>
              </span>
            ) : (
              <Button type="primary" onClick={() => setAdding(true)}>
                {t("access.factor.setUp")}
              </Button>
            )}
          </div>
        )}
      </Loaded>
      {(renew.error || remove.error) && <ProblemNote error={renew.error ?? remove.error} />}
      {(adding || codes) && (
        <Modal
          open
          width={440}
          footer={null}
          closable={!codes}
          mask={{ closable: false }}
          keyboard={!codes}
          title={codes ? null : t("access.factor.setUp")}
          onCancel={close}
        >
          {codes ? (
            <RecoveryList codes={codes} kept={close} />
          ) : (
            <SetUpApp
              done={(found) => {
                setCodes(found.codes);
                void refresh("getSecondFactor");
              }}
            />
          )}
        </Modal>
      )}
    </Panel>
  );
}
