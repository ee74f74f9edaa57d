import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changeServiceAccount, type IssuedKey, type KeyOut, rotateKey, type ServiceAccountOut } from "@/api";
import { refresh } from "@/server";
import { NOTHING, useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { Pill } from "@/ui/Pill";
import { type Column, Rows } from "@/ui/Rows";
import { Nothing, ProblemNote } from "@/ui/States";
import css from "./keys.module.css";
import { RevokeDialog } from "./RevokeDialog";

type Props = { account: ServiceAccountOut; issue: () => void; issued: (key: IssuedKey) => void };

/** One service account: what it is for, its keys, and stopping all of them at once. */
export function AccountPanel({ account, issue, issued }: Props) {
  const { t } = useTranslation();
  const { age } = useFormat();
  const [revoked, setRevoked] = useState<KeyOut | null>(null);
  const stop = useMutation({
    mutationFn: () =>
      changeServiceAccount({
        path: { account_id: account.id },
        body: { is_active: !account.is_active },
        throwOnError: true,
      }),
    onSuccess: () => refresh("listServiceAccounts", "listChanges"),
  });
  const rotate = useMutation({
    mutationFn: async (key: KeyOut) => (await rotateKey({ path: { key_id: key.id }, throwOnError: true })).data,
    onSuccess: (key) => {
      issued(key);
      return refresh("listServiceAccounts", "listChanges");
    },
  });
  const columns = useKeyColumns({ account, rotate: rotate.mutate, revoke: setRevoked });
  return (
    <Panel
      flush
      title={
        <>
          {account.name}{" "}
          <Pill tone={account.is_active ? "green" : "neutral"} dot>
            {t(account.is_active ? "access.keys.active" : "access.keys.stopped")}
          </Pill>
        </>
      }
      extra={
        <>
          <Button size="small" danger={account.is_active} loading={stop.isPending} onClick={() => stop.mutate()}>
            {t(account.is_active ? "access.keys.stop" : "access.keys.letGoOn")}
          </Button>
          <Button size="small" type="primary" ghost disabled={!account.is_active} onClick={issue}>
            {t("access.keys.issue")}
          </Button>
        </>
      }
    >
      <p className={css.about}>
        {account.about}
        <span>{t("access.keys.madeBy", { who: account.created_by, when: age(account.created_at) })}</span>
      </p>
      {account.keys.length === 0 ? (
        <Nothing title={t("access.keys.noKey")} />
      ) : (
        <Rows label={account.name} rows={account.keys} columns={columns} keyOf={(key) => key.id} />
      )}
      {(stop.error || rotate.error) && <ProblemNote error={stop.error ?? rotate.error} />}
      {revoked && <RevokeDialog serviceKey={revoked} close={() => setRevoked(null)} />}
    </Panel>
  );
}

const TONES = { works: "green", expired: "amber", revoked: "neutral" } as const;

type Actions = { account: ServiceAccountOut; rotate: (key: KeyOut) => void; revoke: (key: KeyOut) => void };

function useKeyColumns({ account, rotate, revoke }: Actions): Column<KeyOut>[] {
  const { t } = useTranslation();
  const { age, dateTime } = useFormat();
  return [
    { key: "prefix", label: t("access.keys.key"), lead: true, show: (key) => <code>tl_{key.prefix}_…</code> },
    { key: "scope", label: t("access.keys.scope"), show: (key) => key.scope.join(" · ") },
    {
      key: "state",
      label: t("access.users.state"),
      show: (key) => (
        <Pill tone={TONES[key.state]} dot>
          {t(`access.keys.state.${key.state}`)}
        </Pill>
      ),
    },
    { key: "ends", label: t("access.keys.ends"), tight: true, show: (key) => dateTime(key.expires_at) },
    {
      key: "used",
      label: t("access.keys.used"),
      show: (key) => (key.last_used_at ? `${age(key.last_used_at)} · ${key.last_used_from}` : NOTHING),
    },
    {
      key: "actions",
      label: "",
      align: "end",
      show: (key) =>
        key.state === "works" && (
          <span className={css.actions}>
            <Button size="small" disabled={!account.is_active} onClick={() => rotate(key)}>
              {t("access.keys.rotate")}
            </Button>
            <Button size="small" danger onClick={() => revoke(key)}>
              {t("access.keys.revoke")}
            </Button>
          </span>
        ),
    },
  ];
}
