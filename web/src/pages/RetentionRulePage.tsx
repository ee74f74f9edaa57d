import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";
import type { RetentionRuleOut } from "@/api";
import {
  getDefinitionOptions,
  listRetentionChoicesOptions,
  listRetentionOptions,
} from "@/api/@tanstack/react-query.gen";
import { useSession } from "@/features/access/session";
import { Versions } from "@/features/ingest/mapping/Versions";
import { Gone } from "@/features/privacy/retention/Gone";
import { RuleEditor } from "@/features/privacy/retention/RuleEditor";
import { ruleFor, ruleOf } from "@/features/privacy/retention/rule";
import { useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Loaded, Nothing } from "@/ui/States";

/** One retention rule: what it says and would let go of, what went, how it came to be. `new-rule` is one to be made. */
export default function RetentionRulePage() {
  const { t } = useTranslation();
  const { key } = useParams();
  const retention = useQuery(listRetentionOptions());
  return (
    <Loaded query={retention} rows={10}>
      {({ items }) => {
        if (key === undefined) return <NewRule />;
        const rule = items.find((each) => each.key === key);
        return rule ? (
          <OneRule key={`${rule.key} ${rule.version}`} rule={rule} />
        ) : (
          <Nothing title={t("retention.unknown", { key })} />
        );
      }}
    </Loaded>
  );
}

function OneRule({ rule }: { rule: RetentionRuleOut }) {
  const { may } = useSession();
  const { say } = useFormat();
  return (
    <Page title={say(rule.name)} about={say(rule.ground)}>
      <RuleEditor first={ruleOf(rule)} published={rule} keepable={rule.keeps} done={() => {}} />
      <Gone rule={rule.key} />
      {may("definitions.read") && <History rule={rule} />}
    </Page>
  );
}

function History({ rule }: { rule: RetentionRuleOut }) {
  const { t } = useTranslation();
  const definition = useQuery(getDefinitionOptions({ path: { kind: "retention", key: rule.key } }));
  return (
    <Loaded query={definition} rows={3}>
      {(data) => <Versions definition={data} toNothing={t("retention.takeBackToNothing")} />}
    </Loaded>
  );
}

function NewRule() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const choices = useQuery(listRetentionChoicesOptions());
  const keeps = search.get("keeps") ?? "";
  return (
    <Page title={t("retention.new")} about={t("retention.about")}>
      <Loaded query={choices} rows={10}>
        {({ items }) => {
          const keepable = items.find((each) => each.key === keeps);
          if (!keepable) return <Nothing title={t("retention.unknown", { key: keeps })} />;
          const first = ruleFor(keepable);
          return (
            <RuleEditor
              key={keeps}
              first={first}
              published={null}
              keepable={keepable}
              done={() => void navigate(`/retention/${first.key}`)}
            />
          );
        }}
      </Loaded>
    </Page>
  );
}
