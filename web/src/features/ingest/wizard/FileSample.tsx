import { InboxOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Progress, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SampleShape } from "@/api";
import { useFormat } from "@/ui/format";
import { ProblemNote } from "@/ui/States";
import { sendSample } from "../deliver";
import css from "./Wizard.module.css";

type Props = { label: string; hint: string; taken: (sample: SampleShape) => void };

/** A file dropped here is kept for a week to be looked at; nothing of it lands. */
export function FileSample({ label, hint, taken }: Props) {
  const { t } = useTranslation();
  const { percent } = useFormat();
  const [share, setShare] = useState(0);
  const send = useMutation({
    mutationFn: (file: File) => {
      setShare(0);
      return sendSample(file, setShare);
    },
    onSuccess: taken,
  });
  return (
    <div className={css.drop}>
      <Upload.Dragger
        fileList={[]}
        disabled={send.isPending}
        beforeUpload={(file) => {
          send.mutate(file);
          return false;
        }}
      >
        <p>
          <InboxOutlined aria-hidden />
        </p>
        <p>{label}</p>
        <p className={css.about}>{hint}</p>
      </Upload.Dragger>
      {send.isPending && (
        <Progress
          percent={Math.round(share * 100)}
          format={() => percent(share)}
          aria-label={t("ingest.deliver.progress")}
        />
      )}
      {send.error && <ProblemNote error={send.error} />}
    </div>
  );
}
