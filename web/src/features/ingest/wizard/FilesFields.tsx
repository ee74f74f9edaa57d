import { useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { listConnectionFilesOptions } from "@/api/@tanstack/react-query.gen";
import { patternBelow } from "@/features/ingest/draft/draft";
import { useFormat } from "@/ui/format";
import { Loaded, Nothing } from "@/ui/States";
import { useLate } from "@/ui/useLate";
import type { WhereProps } from "./WhereFields";
import css from "./Wizard.module.css";

const REST_MS = 400;
const SHOWN = 8;

/** A glob, and which files fit it now; choosing one of them writes the glob for files like it. */
export function FilesFields({ connection, where, change }: WhereProps) {
  const { t } = useTranslation();
  const { size, dateTime, count } = useFormat();
  const ids = useId();
  const pattern = useLate(where.files ?? "", REST_MS);
  const found = useQuery({
    ...listConnectionFilesOptions({
      path: { key: connection.key },
      query: { pattern: pattern || "**", limit: 100 },
    }),
    retry: false,
  });
  return (
    <>
      <label htmlFor={`${ids}-files`} className={css.whole}>
        {t("sources.where.pattern")}
        <Input
          id={`${ids}-files`}
          allowClear
          spellCheck={false}
          value={where.files ?? ""}
          placeholder={t("sources.where.patternHint")}
          onChange={(event) => change({ connection: connection.key, files: event.target.value || undefined })}
        />
      </label>
      <div className={css.whole}>
        <Loaded query={found} rows={2}>
          {({ items, more }) =>
            items.length === 0 ? (
              <Nothing title={t("sources.where.noFiles")}>{t("sources.where.noFilesHint")}</Nothing>
            ) : (
              <>
                <p className={css.about}>
                  {t(pattern ? "sources.where.filesFit" : "sources.where.filesThere", {
                    files: `${count(items.length)}${more ? "+" : ""}`,
                  })}
                </p>
                <ul className={css.found}>
                  {items.slice(0, SHOWN).map((file) => (
                    <li key={file.name}>
                      <Button
                        type="link"
                        size="small"
                        title={t("sources.where.likeThis")}
                        onClick={() => change({ connection: connection.key, files: patternBelow(file.name) })}
                      >
                        {file.name}
                      </Button>
                      <span className={css.about}>
                        {size(file.bytes)} · {dateTime(file.changed_at)}
                      </span>
                    </li>
                  ))}
                </ul>
              </>
            )
          }
        </Loaded>
      </div>
    </>
  );
}
