import { useQuery } from "@tanstack/react-query";
import { ConfigProvider } from "antd";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { checkDraft, type DefinitionShape } from "@/api";
import { listConditionNamesOptions } from "@/api/@tanstack/react-query.gen";
import { Mistakes } from "@/features/access/roles/Mistakes";
import { mistakesAt } from "@/features/access/roles/role";
import { useSession } from "@/features/access/session";
import { RehearsalPanel } from "@/features/rehearsal/RehearsalPanel";
import { Panel } from "@/ui/Panel";
import { Loaded, ProblemNote } from "@/ui/States";
import { useLate } from "@/ui/useLate";
import { ConditionBuilder } from "../ConditionBuilder";
import css from "../conditions.module.css";
import { type Body, type Kind, put, sent, textAt } from "./body";
import form from "./editor.module.css";
import { NameFields } from "./NameFields";
import { PublishDefinition } from "./PublishDefinition";
import { PurposeField, purposeOf } from "./PurposeField";
import { ClearField, RuleFields } from "./RuleFields";

/** Checking a draft holds it against all that is published, so it waits until one pauses. */
const PAUSE_MS = 900;

const SHOWN: Record<Kind, readonly string[]> = {
  segment: ["key", "name", "says", "when", "used_for"],
  rule: [
    "key",
    "name",
    "says",
    "when",
    "clear_when",
    "used_for",
    "severity",
    "of",
    "evidence",
    "cool_down",
    "hold_out",
  ],
  tag: ["key", "name", "says", "kind", "type", "value", "bands", "categories", "used_for", "unit"],
};

type Props = {
  kind: Kind;
  first: Body;
  published: DefinitionShape | null;
  done: (key: string) => void;
};

/** A segment, rule or tag as it is edited: its condition first, checked as one works, published with a reason. */
export function DefinitionEditor({ kind, first: given, published, done }: Props) {
  const { t } = useTranslation();
  const { may } = useSession();
  const mayPublish = may("definitions.publish");
  const [first] = useState(given);
  const [body, change] = useState(first);
  const [whole, setWhole] = useState<Record<string, boolean>>({});
  const late = useLate(body, PAUSE_MS);
  const checked = useQuery({
    queryKey: [{ _id: "checkDraft" }, kind, late],
    queryFn: async ({ signal }) =>
      (await checkDraft({ path: { kind }, body: { body: sent(late) }, signal, throwOnError: true })).data,
    enabled: late !== first || published !== null,
    placeholderData: (before) => before,
  });
  const isFresh = late === body && !checked.isPlaceholderData;
  // What a new definition does not have yet is no mistake until something was typed.
  const mistakes = body === first ? [] : (checked.data?.mistakes ?? []);
  const condition = useCallback((field: string, text: string | undefined, isWhole: boolean) => {
    change((now) => (textAt(now, field) === (text ?? "") ? now : put(now, field, text)));
    setWhole((now) => (now[field] === isWhole ? now : { ...now, [field]: isWhole }));
  }, []);
  const purpose = purposeOf(body, kind === "tag" ? undefined : "service");
  return (
    <ConfigProvider componentDisabled={!mayPublish}>
      {!mayPublish && <p className={css.warning}>{t("conditions.editor.notAllowed")}</p>}
      {published?.state === "retired" && <p className={css.warning}>{t("conditions.editor.gone")}</p>}
      <Panel title={t("conditions.editor.who")}>
        <NameFields body={body} isNew={!published} mistakes={mistakes} change={change} />
      </Panel>
      <Panel title={t("conditions.editor.condition")}>
        <ConditionBuilder
          value={textAt(first, "when").trim()}
          usedIn={kind}
          usedFor={purpose}
          disabled={!mayPublish}
          onChange={(text, isWhole) => condition("when", text, isWhole)}
        />
        <Mistakes of={mistakesAt(mistakes, "when")} />
      </Panel>
      {kind === "segment" && (
        <Panel>
          <div className={form.fields}>
            <PurposeField body={body} mistakes={mistakes} change={change} />
          </div>
        </Panel>
      )}
      {kind === "rule" && (
        <RuleSettings
          body={body}
          mistakes={mistakes}
          disabled={!mayPublish}
          change={change}
          clear={(text, isWhole) => condition("clear_when", text, isWhole)}
        />
      )}
      {kind === "rule" && textAt(body, "when") !== "" && <RehearsalPanel body={sent(body)} />}
      {checked.error && <ProblemNote error={checked.error} />}
      {mayPublish && (
        <PublishDefinition
          kind={kind}
          body={body}
          published={published}
          check={isFresh ? checked.data : undefined}
          isWhole={Object.values(whole).every(Boolean)}
          shown={SHOWN[kind]}
          done={done}
        />
      )}
    </ConfigProvider>
  );
}

type SettingsProps = Pick<Parameters<typeof RuleFields>[0], "body" | "mistakes" | "disabled" | "change"> & {
  clear: (text: string | undefined, isWhole: boolean) => void;
};

function RuleSettings({ clear, ...props }: SettingsProps) {
  const { t } = useTranslation();
  const names = useQuery({ ...listConditionNamesOptions({ query: { used_in: "rule" } }), staleTime: 300_000 });
  return (
    <>
      <Panel title={t("conditions.editor.more")}>
        <Loaded query={names} rows={3}>
          {(data) => <RuleFields {...props} names={data} />}
        </Loaded>
      </Panel>
      <Panel title={t("conditions.editor.clears")}>
        <ClearField
          body={props.body}
          purpose={purposeOf(props.body, "service")}
          disabled={props.disabled}
          change={clear}
        />
        <Mistakes of={mistakesAt(props.mistakes, "clear_when")} />
      </Panel>
    </>
  );
}
