import { useMutation } from "@tanstack/react-query";
import { Input, Modal, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ReviewIn, reviewUnusual, type UnusualOut } from "@/api";
import { refresh } from "@/server";
import { ProblemNote } from "@/ui/States";
import { useSentence } from "./sentence";
import css from "./unusual.module.css";

/** Says what an episode was: there was a reason for it, or there was none. */
export function ReviewDialog({ row, close }: { row: UnusualOut; close: () => void }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const [state, setState] = useState<ReviewIn["state"]>("explained");
  const [why, setWhy] = useState("");
  const review = useMutation({
    mutationFn: () => reviewUnusual({ path: { number: row.id }, body: { state, why }, throwOnError: true }),
    onSuccess: () => {
      close();
      return refresh("listUnusual", "listChanges");
    },
  });
  return (
    <Modal
      open
      title={t("unusual.review")}
      okText={t("ui.save")}
      okButtonProps={{ disabled: !why.trim() }}
      confirmLoading={review.isPending}
      onOk={() => review.mutate()}
      onCancel={close}
    >
      <div className={css.review}>
        <span>{sentence(row)}</span>
        <Radio.Group vertical value={state} onChange={(event) => setState(event.target.value)}>
          <Radio value="explained">{t("unusual.outcome.explained")}</Radio>
          <Radio value="confirmed">{t("unusual.outcome.confirmed")}</Radio>
        </Radio.Group>
        <Input.TextArea
          value={why}
          maxLength={200}
          rows={3}
          aria-label={t("unusual.why")}
          placeholder={t("unusual.whyHint")}
          onChange={(event) => setWhy(event.target.value)}
        />
        {review.error && <ProblemNote error={review.error} />}
      </div>
    </Modal>
  );
}
