import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { IssuedKey, ServiceAccountOut } from "@/api";
import { listServiceAccountsOptions } from "@/api/@tanstack/react-query.gen";
import { AccountPanel } from "@/features/access/keys/AccountPanel";
import { IssuedDialog } from "@/features/access/keys/IssuedDialog";
import { NewAccountDialog } from "@/features/access/keys/NewAccountDialog";
import { NewKeyDialog } from "@/features/access/keys/NewKeyDialog";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { Loaded, Nothing } from "@/ui/States";

/** Programs that call Tieline, and their keys. */
export default function ServiceAccountsPage() {
  const { t } = useTranslation();
  const accounts = useQuery(listServiceAccountsOptions());
  const [adding, setAdding] = useState(false);
  const [keyFor, setKeyFor] = useState<ServiceAccountOut | null>(null);
  const [issued, setIssued] = useState<IssuedKey | null>(null);
  const show = (key: IssuedKey) => {
    setKeyFor(null);
    setIssued(key);
  };
  return (
    <Page
      title={t("ui.menu.serviceAccounts")}
      about={t("access.keys.about")}
      actions={
        <Button type="primary" onClick={() => setAdding(true)}>
          {t("access.keys.create")}
        </Button>
      }
    >
      <Loaded query={accounts} rows={6}>
        {({ items, scopes }) => (
          <>
            {items.length === 0 && (
              <Panel>
                <Nothing title={t("access.keys.none")}>{t("access.keys.noneHint")}</Nothing>
              </Panel>
            )}
            {items.map((account) => (
              <AccountPanel key={account.id} account={account} issue={() => setKeyFor(account)} issued={show} />
            ))}
            {keyFor && <NewKeyDialog account={keyFor} scopes={scopes} issued={show} close={() => setKeyFor(null)} />}
          </>
        )}
      </Loaded>
      {adding && <NewAccountDialog close={() => setAdding(false)} />}
      {issued && <IssuedDialog issued={issued} close={() => setIssued(null)} />}
    </Page>
  );
}
