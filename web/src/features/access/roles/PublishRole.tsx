import { useMutation } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type DraftCheck, publish, type RoleItem } from "@/api";
import { Differences } from "@/features/ingest/mapping/Differences";
import { ReasonField } from "@/features/ingest/ReasonField";
import { refresh } from "@/server";
import { useFormat } from "@/ui/format";
import { useNotice } from "@/ui/Notices";
import { Panel } from "@/ui/Panel";
import { Nothing, ProblemNote } from "@/ui/States";
import { Mistakes } from "./Mistakes";
import { mistakesElsewhere, type RoleBody } from "./role";
import css from "./roles.module.css";

type Props = {
  role: RoleBody;
  published: RoleItem | null;
  check: DraftCheck | undefined;
  done: (key: string) => void;
};

/** What a draft changes of the published version, and publishing it with a reason. */
export function PublishRole({ role, published, check, done }: Props) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const notice = useNotice();
  const [reason, setReason] = useState("");
  const send = useMutation({
    mutationFn: async () =>
      (
        await publish({
          path: { kind: "role" },
          body: { body: role as unknown as Record<string, unknown>, reason: reason.trim() },
          throwOnError: true,
        })
      ).data,
    onSuccess: async ({ key }) => {
      notice({ tone: "green", title: t("roles.published", { name: say(role.name) }) });
      setReason("");
      await refresh("listRoles", "getDefinition", "listUserChoices", "getSession", "listChanges");
      done(key);
    },
  });
  const elsewhere = mistakesElsewhere(check?.mistakes ?? []);
  const ready = check !== undefined && check.mistakes.length === 0 && reason.trim() !== "";
  return (
    <>
      {published && published.version > 0 && (
        <Panel title={t("roles.differences", { version: published.version })}>
          {!check && <Skeleton active title={false} paragraph={{ rows: 2 }} />}
          {check && check.differences.length > 0 && <Differences items={check.differences} />}
          {check?.differences.length === 0 && <Nothing title={t("roles.unchanged")} />}
        </Panel>
      )}
      <Panel title={t("roles.publish")}>
        <Mistakes of={elsewhere} named />
        {check && check.mistakes.length > elsewhere.length && <p className={css.warning}>{t("roles.check")}</p>}
        <div className={css.publish}>
          <ReasonField value={reason} change={setReason} />
          <Button type="primary" disabled={!ready} loading={send.isPending} onClick={() => send.mutate()}>
            {t("roles.publish")}
          </Button>
        </div>
        {send.error && <ProblemNote error={send.error} />}
      </Panel>
    </>
  );
}
