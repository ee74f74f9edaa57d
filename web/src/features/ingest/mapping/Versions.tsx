import { useMutation, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type DefinitionShape, retire, type VersionShape } from "@/api";
import { listDifferencesOptions } from "@/api/@tanstack/react-query.gen";
import { useSession } from "@/features/access/session";
import { refresh } from "@/server";
import { useFormat } from "@/ui/format";
import { useNotice } from "@/ui/Notices";
import { Panel } from "@/ui/Panel";
import { Pill } from "@/ui/Pill";
import { Loaded, Nothing } from "@/ui/States";
import css from "../ingest.module.css";
import { WhyDialog } from "../WhyDialog";
import { Differences } from "./Differences";

const LOCAL = "local";

/**
 * Every version of a definition: who, when, why, and what it changed. `toNothing` says what taking it back means
 * where no pack has it.
 */
export function Versions({ definition, toNothing }: { definition: DefinitionShape; toNothing?: string }) {
  const { t } = useTranslation();
  const { may } = useSession();
  return (
    <Panel
      title={t("sources.versions.title")}
      extra={
        definition.is_local &&
        definition.state === "published" &&
        may("definitions.publish") && (
          <TakeBack definition={definition} toNothing={toNothing ?? t("sources.versions.takeBackToNothing")} />
        )
      }
    >
      <ul className={css.versions}>
        {definition.versions.map((version) => (
          <Version key={version.version} definition={definition} version={version} />
        ))}
      </ul>
    </Panel>
  );
}

function Version({ definition, version }: { definition: DefinitionShape; version: VersionShape }) {
  const { t } = useTranslation();
  const { dateTime } = useFormat();
  const [open, setOpen] = useState(false);
  const before = definition.versions.find((each) => each.version === version.version - 1);
  const origin =
    version.pack === LOCAL ? t("sources.versions.screen") : t("sources.versions.pack", { pack: version.pack });
  return (
    <li>
      <span className={css.version}>
        <strong>{t("sources.versions.number", { version: version.version })}</strong>
        {version.state === "published" && <Pill tone="green">{t("sources.versions.published")}</Pill>}
        <span className={css.about}>
          {origin} · {version.by || t("ingest.commandLine")} · {dateTime(version.at)}
        </span>
        {before && (
          <Button size="small" type="link" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t("sources.versions.changes")}
          </Button>
        )}
      </span>
      {version.reason && <span>{version.reason}</span>}
      {open && before && <Changes definition={definition} before={before.version} after={version.version} />}
    </li>
  );
}

function Changes({ definition, before, after }: { definition: DefinitionShape; before: number; after: number }) {
  const { t } = useTranslation();
  const path = { kind: definition.kind, key: definition.key };
  const found = useQuery(listDifferencesOptions({ path, query: { before, after } }));
  return (
    <Loaded query={found} rows={2}>
      {({ items }) =>
        items.length === 0 ? <Nothing title={t("sources.review.noChanges")} /> : <Differences items={items} />
      }
    </Loaded>
  );
}

function TakeBack({ definition, toNothing }: { definition: DefinitionShape; toNothing: string }) {
  const { t } = useTranslation();
  const notice = useNotice();
  const [asking, ask] = useState(false);
  const back = useMutation({
    mutationFn: (reason: string) =>
      retire({ path: { kind: definition.kind, key: definition.key }, body: { reason }, throwOnError: true }),
    onSuccess: async () => {
      ask(false);
      notice({ tone: "green", title: t("sources.versions.takenBack") });
      await refresh("listSources", "getDefinition", "listSourceQuality", "listRoles", "listUserChoices", "getSession");
      await refresh("listSegments", "listRules", "listTags", "listConditionNames");
    },
  });
  return (
    <>
      <Button size="small" danger onClick={() => ask(true)}>
        {t("sources.versions.takeBack")}
      </Button>
      {asking && (
        <WhyDialog
          title={t("sources.versions.takeBack")}
          about={definition.over ? t("sources.versions.takeBackToPack", { pack: definition.over }) : toNothing}
          ok={t("sources.versions.takeBack")}
          danger
          busy={back.isPending}
          error={back.error}
          send={(reason) => back.mutate(reason)}
          close={() => ask(false)}
        />
      )}
    </>
  );
}
