import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TagSummary } from "@/api";
import { listTagsOptions } from "@/api/@tanstack/react-query.gen";
import { Evaluated } from "@/features/jobs/Evaluated";
import { Condition } from "@/features/tags/Condition";
import css from "@/features/tags/TagCatalogue.module.css";
import { useWord } from "@/ui/code";
import { Find } from "@/ui/Find";
import { useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { type Column, Rows } from "@/ui/Rows";
import { Share } from "@/ui/Share";
import { Loaded, Nothing } from "@/ui/States";

const SHOWN = 8;
const KINDS = ["fact", "behaviour", "value", "scene", "emotion", "predicted"] as const;

/** Every tag with what it means and how many customers carry it; by family, and narrowed by words. */
export default function TagsPage() {
  const { t } = useTranslation();
  const word = useWord();
  const tags = useQuery(listTagsOptions());
  const [text, setText] = useState("");
  const [family, setFamily] = useState<string>("all");
  const kinds = KINDS.filter((kind) => tags.data?.items.some((tag) => tag.kind === kind));
  return (
    <Page
      title={t("ui.menu.tags")}
      about={t("definitions.tags.about")}
      actions={<Find label={t("definitions.tags.find")} text={text} change={setText} />}
    >
      {kinds.length > 1 && (
        <div className={css.families}>
          <Segmented
            aria-label={t("definitions.tags.families")}
            value={family}
            onChange={setFamily}
            options={[
              { value: "all", label: t("definitions.tags.all") },
              ...kinds.map((kind) => ({ value: kind, label: word("tagKind", kind) })),
            ]}
          />
        </div>
      )}
      <Loaded query={tags} rows={10}>
        {({ items }) => {
          if (items.length === 0) return <Nothing title={t("definitions.none")}>{t("definitions.noneHint")}</Nothing>;
          const found = items.filter((tag) => (family === "all" || tag.kind === family) && isAbout(tag, text));
          if (found.length === 0)
            return <Nothing title={t("definitions.tags.nothing")}>{t("definitions.tags.nothingHint")}</Nothing>;
          return KINDS.map((kind) => {
            const ofKind = found.filter((tag) => tag.kind === kind);
            if (ofKind.length === 0) return null;
            return (
              <Panel
                key={kind}
                title={word("tagKind", kind)}
                extra={t("definitions.tags.count", { count: ofKind.length })}
                flush
              >
                <TagTable tags={ofKind} />
              </Panel>
            );
          });
        }}
      </Loaded>
    </Page>
  );
}

/** Whether every word of the text stands in the tag's key, names or meaning, in either language. */
function isAbout(tag: TagSummary, text: string): boolean {
  const about = [tag.key, tag.name.zh, tag.name.en, tag.says.zh, tag.says.en].join(" ").toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((part) => about.includes(part));
}

function TagTable({ tags }: { tags: TagSummary[] }) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const columns: Column<TagSummary>[] = [
    {
      key: "name",
      label: t("definitions.name"),
      lead: true,
      show: (tag) => (
        <>
          <strong>{say(tag.name)}</strong>
          <div className={css.about}>{say(tag.says)}</div>
          <Evaluated kind="tag" of={tag.key} />
        </>
      ),
    },
    {
      key: "condition",
      label: t("definitions.condition"),
      lead: true,
      show: (tag) => <Condition sentence={tag.sentence} condition={tag.condition} />,
    },
    { key: "count", label: t("definitions.customers"), show: (tag) => <Values tag={tag} /> },
  ];
  return <Rows label={t("ui.menu.tags")} rows={tags} columns={columns} keyOf={(tag) => tag.key} />;
}

function Values({ tag }: { tag: TagSummary }) {
  const { t } = useTranslation();
  const { say } = useFormat();
  if (tag.type === "boolean" || tag.values.length === 0) return <Share count={tag.count} share={tag.share} />;
  const lines = tag.values.map((value) => (
    <li key={value.key}>
      <span>{say(value.name)}</span>
      <Share count={value.count} share={value.share} />
    </li>
  ));
  const rest = lines.slice(SHOWN);
  return (
    <>
      <ul className={css.values}>{lines.slice(0, SHOWN)}</ul>
      {rest.length > 0 && (
        <details className={css.rest}>
          <summary>{t("definitions.tags.more", { count: rest.length })}</summary>
          <ul className={css.values}>{rest}</ul>
        </details>
      )}
    </>
  );
}
