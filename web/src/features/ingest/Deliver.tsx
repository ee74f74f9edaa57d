import { InboxOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button, Progress, Select, Upload, type UploadFile } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { SourceShape } from "@/api";
import { refresh } from "@/server";
import { useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { ProblemNote } from "@/ui/States";
import { deliver } from "./deliver";
import css from "./ingest.module.css";
import { LoadState } from "./LoadState";

type Props = { sources: SourceShape[]; only?: boolean };

/** Files dropped here become loads: all of them or none. With `only`, they are of the one source that is given. */
export function Deliver({ sources, only = false }: Props) {
  const { t } = useTranslation();
  const { say, percent } = useFormat();
  const [chosen, setChosen] = useState<UploadFile[]>([]);
  const [source, setSource] = useState(only ? (sources[0]?.key ?? "") : "");
  const [share, setShare] = useState(0);
  const send = useMutation({
    mutationFn: () => {
      setShare(0);
      const files = chosen.flatMap((file) => (file.originFileObj ? [file.originFileObj as File] : []));
      return deliver(files, source, setShare);
    },
    onSuccess: () => {
      setChosen([]);
      return refresh("listLoads", "listSources", "listJobs");
    },
  });
  return (
    <Panel title={t("ingest.deliver.title")} flush>
      <div className={css.drop}>
        <Upload.Dragger
          multiple
          fileList={chosen}
          beforeUpload={() => false}
          onChange={({ fileList }) => {
            send.reset();
            setChosen(fileList);
          }}
          disabled={send.isPending}
        >
          <p>
            <InboxOutlined aria-hidden />
          </p>
          <p>{t("ingest.deliver.drop")}</p>
          <p className={css.about}>{t("ingest.deliver.hint")}</p>
        </Upload.Dragger>
        {send.isPending && (
          <Progress
            percent={Math.round(share * 100)}
            format={() => percent(share)}
            aria-label={t("ingest.deliver.progress")}
          />
        )}
        {send.error && <ProblemNote error={send.error} />}
        <ul className={css.sent}>
          {chosen.length > 0 && (
            <li>
              {!only && (
                <Select
                  aria-label={t("ingest.deliver.source")}
                  value={source}
                  onChange={setSource}
                  popupMatchSelectWidth={false}
                  options={[
                    { value: "", label: t("ingest.deliver.byName") },
                    ...sources.map(({ key, name }) => ({ value: key, label: `${say(name)} (${key})` })),
                  ]}
                />
              )}
              <Button type="primary" loading={send.isPending} onClick={() => send.mutate()}>
                {t("ingest.deliver.send", { count: chosen.length })}
              </Button>
            </li>
          )}
          {send.data?.items.map((load) => (
            <li key={load.id}>
              <LoadState state={load.state} />
              <Link to={`/loads/${load.id}`}>{load.file_name}</Link>
              <span className={css.about}>{load.source}</span>
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}
