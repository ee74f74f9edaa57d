import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import PasswordDialog from "@/features/access/PasswordDialog";
import { OwnSessions } from "@/features/access/security/OwnSessions";
import { PasskeysPanel } from "@/features/access/security/PasskeysPanel";
import { SecondFactorPanel } from "@/features/access/security/SecondFactorPanel";
import css from "@/features/access/security/security.module.css";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";

/** How one logs in, and where one is logged in. */
export default function SecurityPage() {
  const { t } = useTranslation();
  const [password, setPassword] = useState(false);
  return (
    <Page title={t("access.security.title")} about={t("access.security.about")}>
      <Panel title={t("access.password")}>
        <div className={css.line}>
          <p>{t("access.security.password")}</p>
          <Button onClick={() => setPassword(true)}>{t("access.changePassword")}</Button>
        </div>
      </Panel>
      <SecondFactorPanel />
      <PasskeysPanel />
      <OwnSessions />
      {password && <PasswordDialog close={() => setPassword(false)} />}
    </Page>
  );
}
