import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import type { DefinitionShape } from "@/api";
import { getDefinitionOptions } from "@/api/@tanstack/react-query.gen";
import { Versions } from "@/features/ingest/mapping/Versions";
import { useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Loaded } from "@/ui/States";
import { bodyOf, type Kind, NEW } from "./body";
import { DefinitionEditor } from "./DefinitionEditor";

const LISTS: Record<Kind, string> = { segment: "/segments", rule: "/rules", tag: "/tags" };

/** A new definition of a kind, or the one that the address names, with its versions. */
export function EditDefinition({ kind }: { kind: Kind }) {
  const { key } = useParams();
  return key === undefined ? <NewOne kind={kind} /> : <KnownOne kind={kind} id={key} />;
}

function NewOne({ kind }: { kind: Kind }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Page title={t(`conditions.editor.${kind}.new`)} about={t(`conditions.editor.${kind}.about`)}>
      <DefinitionEditor
        kind={kind}
        first={NEW[kind]}
        published={null}
        done={(key) => void navigate(kind === "segment" ? `/segments/${key}` : LISTS[kind])}
      />
    </Page>
  );
}

function KnownOne({ kind, id }: { kind: Kind; id: string }) {
  const definition = useQuery(getDefinitionOptions({ path: { kind, key: id } }));
  return (
    <Loaded query={definition} rows={8}>
      {(data) => <Edited key={`${data.key} ${data.version} ${data.state}`} kind={kind} definition={data} />}
    </Loaded>
  );
}

function Edited({ kind, definition }: { kind: Kind; definition: DefinitionShape }) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const body = bodyOf(definition.body);
  return (
    <Page title={t(`conditions.editor.${kind}.edit`, { name: say(body.name) })} about={say(body.says)}>
      <DefinitionEditor kind={kind} first={body} published={definition} done={() => {}} />
      <Versions definition={definition} toNothing={t("conditions.editor.takeBack")} />
    </Page>
  );
}
