import { useMutation } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type DefinitionShape, type DraftCheck, publish } from "@/api";
import { Mistakes } from "@/features/access/roles/Mistakes";
import { Differences } from "@/features/ingest/mapping/Differences";
import { ReasonField } from "@/features/ingest/ReasonField";
import { refresh } from "@/server";
import { useFormat } from "@/ui/format";
import { useNotice } from "@/ui/Notices";
import { Panel } from "@/ui/Panel";
import { Nothing, ProblemNote } from "@/ui/States";
import css from "../conditions.module.css";
import { type Body, type Kind, mistakesBeside, sent } from "./body";
import form from "./editor.module.css";

type Props = {
  kind: Kind;
  body: Body;
  published: DefinitionShape | null;
  check: DraftCheck | undefined;
  isWhole: boolean;
  shown: readonly string[];
  done: (key: string) => void;
};

/** What a draft changes of the newest version, what is wrong with it, and publishing it with a reason. */
export function PublishDefinition({ kind, body, published, check, isWhole, shown, done }: Props) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const notice = useNotice();
  const [reason, setReason] = useState("");
  const send = useMutation({
    mutationFn: async () =>
      (await publish({ path: { kind }, body: { body: sent(body), reason: reason.trim() }, throwOnError: true })).data,
    onSuccess: async ({ key }) => {
      notice({ tone: "green", title: t("conditions.editor.published", { name: say(body.name) }) });
      setReason("");
      await refresh("listSegments", "listRules", "listTags", "getDefinition", "listConditionNames", "listChanges");
      done(key);
    },
  });
  const beside = mistakesBeside(check?.mistakes ?? [], shown);
  const isGood = check !== undefined && check.mistakes.length === 0 && isWhole;
  return (
    <>
      {published && (
        <Panel title={t("conditions.editor.differences", { version: published.version })}>
          {!check && <Skeleton active title={false} paragraph={{ rows: 2 }} />}
          {check && check.differences.length > 0 && <Differences items={check.differences} />}
          {check?.differences.length === 0 && <Nothing title={t("conditions.editor.unchanged")} />}
        </Panel>
      )}
      <Panel title={t("conditions.editor.publish")}>
        <div className={form.publish}>
          <Mistakes of={beside} named />
          {check && check.mistakes.length > beside.length && (
            <p className={css.warning}>{t("conditions.editor.wrong")}</p>
          )}
          {!isWhole && <p className={css.warning}>{t("conditions.editor.unready")}</p>}
          <p className={form.hint}>{t(`conditions.editor.${kind}.next`)}</p>
          <ReasonField value={reason} change={setReason} />
          <Button
            type="primary"
            disabled={!isGood || reason.trim() === ""}
            loading={send.isPending}
            onClick={() => send.mutate()}
          >
            {t("conditions.editor.publish")}
          </Button>
          {send.error && <ProblemNote error={send.error} />}
        </div>
      </Panel>
    </>
  );
}
