import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, ConfigProvider } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { checkDraft, type KeepableOut, publish, type RetentionRuleOut } from "@/api";
import { Mistakes } from "@/features/access/roles/Mistakes";
import { useSession } from "@/features/access/session";
import { Differences } from "@/features/ingest/mapping/Differences";
import { ReasonField } from "@/features/ingest/ReasonField";
import { refresh } from "@/server";
import { useFormat } from "@/ui/format";
import { useNotice } from "@/ui/Notices";
import { Panel } from "@/ui/Panel";
import { ProblemNote } from "@/ui/States";
import { useLate } from "@/ui/useLate";
import { Preview } from "./Preview";
import { RuleFields } from "./RuleFields";
import css from "./retention.module.css";
import { lengthOf, type RuleBody, wrongElsewhere } from "./rule";

type Props = { first: RuleBody; published: RetentionRuleOut | null; keepable: KeepableOut; done: () => void };

/** A rule as it is edited: checked and previewed as one types, then published with a reason. */
export function RuleEditor({ first, published, keepable, done }: Props) {
  const { t } = useTranslation();
  const { may } = useSession();
  const { say } = useFormat();
  const [rule, change] = useState(first);
  const late = useLate(rule, 400);
  const mayPublish = may("definitions.publish") && may("definitions.read");
  const checked = useQuery({
    queryKey: [{ _id: "checkDraft" }, "retention", late],
    queryFn: async ({ signal }) =>
      (await checkDraft({ path: { kind: "retention" }, body: { body: late }, signal, throwOnError: true })).data,
    enabled: mayPublish,
    placeholderData: (before) => before,
  });
  // What a new rule does not say yet is no mistake until something was typed.
  const mistakes = rule === first && !published ? [] : (checked.data?.mistakes ?? []);
  const check = late === rule && !checked.isPlaceholderData ? checked.data : undefined;
  const ready = check !== undefined && check.mistakes.length === 0;
  return (
    <>
      {!mayPublish && <p className={css.warning}>{t("retention.readOnly")}</p>}
      <Panel title={say(keepable.name)}>
        <p className={css.about}>{say(keepable.says)}</p>
        <ConfigProvider componentDisabled={!mayPublish}>
          <RuleFields rule={rule} keepable={keepable} mistakes={mistakes} change={change} />
        </ConfigProvider>
        <Mistakes of={wrongElsewhere(mistakes)} named />
        {checked.error && <ProblemNote error={checked.error} />}
      </Panel>
      {lengthOf(late) > 0 && <Preview rule={late} />}
      {published && check && check.differences.length > 0 && (
        <Panel title={t("retention.differences", { version: published.version })}>
          <Differences items={check.differences} />
        </Panel>
      )}
      {mayPublish && <Publish rule={rule} ready={ready} done={done} />}
    </>
  );
}

function Publish({ rule, ready, done }: { rule: RuleBody; ready: boolean; done: () => void }) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const notice = useNotice();
  const [reason, setReason] = useState("");
  const send = useMutation({
    mutationFn: () =>
      publish({ path: { kind: "retention" }, body: { body: rule, reason: reason.trim() }, throwOnError: true }),
    onSuccess: async () => {
      notice({ tone: "green", title: t("retention.published", { name: say(rule.name) }) });
      setReason("");
      await refresh("listRetention", "getDefinition", "listChanges");
      done();
    },
  });
  return (
    <Panel title={t("retention.publish")}>
      <div className={css.publish}>
        <ReasonField value={reason} change={setReason} />
        <Button
          type="primary"
          disabled={!ready || reason.trim() === ""}
          loading={send.isPending}
          onClick={() => send.mutate()}
        >
          {t("retention.publish")}
        </Button>
      </div>
      {send.error && <ProblemNote error={send.error} />}
    </Panel>
  );
}
