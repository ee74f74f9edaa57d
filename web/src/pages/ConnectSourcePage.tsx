import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import type { DefinitionShape } from "@/api";
import { getDefinitionOptions } from "@/api/@tanstack/react-query.gen";
import type { SourceBody } from "@/features/ingest/draft/draft";
import { type Draft, NEW_DRAFT, useDraft } from "@/features/ingest/draft/useDraft";
import { Wizard } from "@/features/ingest/wizard/Wizard";
import { Page } from "@/ui/Page";
import { Loaded } from "@/ui/States";

/** Connecting a source step by step, or changing one that is there. */
export default function ConnectSourcePage() {
  const { key } = useParams();
  return key ? <ChangeSource source={key} /> : <Connect source={null} first={NEW_DRAFT} />;
}

function ChangeSource({ source }: { source: string }) {
  const definition = useQuery(getDefinitionOptions({ path: { kind: "source", key: source } }));
  return (
    <Loaded query={definition} rows={10}>
      {(data) => <Changed source={source} definition={data} />}
    </Loaded>
  );
}

function Changed({ source, definition }: { source: string; definition: DefinitionShape }) {
  const first = useMemo<Draft>(
    () => ({ ...NEW_DRAFT, body: definition.body as unknown as SourceBody, changes: definition.version }),
    [definition],
  );
  return <Connect source={source} first={first} />;
}

function Connect({ source, first }: { source: string | null; first: Draft }) {
  const { t } = useTranslation();
  const tools = useDraft(source, first);
  return (
    <Page
      title={source ? t("sources.change", { source }) : t("sources.connect")}
      about={t("sources.connectAbout")}
      actions={<Button onClick={tools.restart}>{t("sources.restart")}</Button>}
    >
      <Wizard tools={tools} />
    </Page>
  );
}
