import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Modal, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type PasskeyOut, removePasskey, renamePasskey } from "@/api";
import { listPasskeysOptions } from "@/api/@tanstack/react-query.gen";
import { refresh } from "@/server";
import { NOTHING, useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { type Column, Rows } from "@/ui/Rows";
import { Loaded, ProblemNote } from "@/ui/States";
import { passkeysWork } from "../passkeyDevice";
import { AddPasskey } from "./AddPasskey";
import css from "./security.module.css";

/** One's passkeys: added, named, removed. */
export function PasskeysPanel() {
  const { t } = useTranslation();
  const { age, dateTime } = useFormat();
  const passkeys = useQuery(listPasskeysOptions());
  const [adding, setAdding] = useState(false);
  const renew = () => refresh("listPasskeys", "getSecondFactor");
  const remove = useMutation({
    mutationFn: (id: number) => removePasskey({ path: { passkey_id: id }, throwOnError: true }),
    onSuccess: renew,
  });
  const rename = useMutation({
    mutationFn: ({ id, name }: { id: number; name: string }) =>
      renamePasskey({ path: { passkey_id: id }, body: { name }, throwOnError: true }),
    onSuccess: renew,
  });
  const columns: Column<PasskeyOut>[] = [
    {
      key: "name",
      label: t("access.passkeys.name"),
      lead: true,
      show: ({ id, name }) => (
        <Typography.Text
          strong
          editable={{ tooltip: t("access.passkeys.rename"), onChange: (next) => rename.mutate({ id, name: next }) }}
        >
          {name}
        </Typography.Text>
      ),
    },
    { key: "made", label: t("access.passkeys.made"), tight: true, show: (key) => dateTime(key.created_at) },
    {
      key: "used",
      label: t("access.keys.used"),
      show: (key) => (key.last_used_at ? age(key.last_used_at) : NOTHING),
    },
    {
      key: "remove",
      label: "",
      align: "end",
      show: ({ id }) => (
        <Button size="small" danger disabled={remove.isPending} onClick={() => remove.mutate(id)}>
          {t("access.passkeys.remove")}
        </Button>
      ),
    },
  ];
  const able = passkeysWork();
  return (
    <Panel
      flush
      title={t("access.passkeys.title")}
      extra={
        able && (
          <Button size="small" type="primary" ghost onClick={() => setAdding(true)}>
            {t("access.passkeys.add")}
          </Button>
        )
      }
    >
      <p className={css.about}>{t(able ? "access.passkeys.about" : "access.passkeys.unable")}</p>
      <Loaded query={passkeys} rows={2}>
        {({ items }) =>
          items.length > 0 && (
            <Rows label={t("access.passkeys.title")} rows={items} columns={columns} keyOf={({ id }) => id} />
          )
        }
      </Loaded>
      {(remove.error || rename.error) && <ProblemNote error={remove.error ?? rename.error} />}
      {adding && (
        <Modal open width={420} footer={null} title={t("access.passkeys.add")} onCancel={() => setAdding(false)}>
          <AddPasskey
            done={() => {
              setAdding(false);
              void renew();
            }}
          />
        </Modal>
      )}
    </Panel>
  );
}
