import { useMutation } from "@tanstack/react-query";
import { Input, Modal, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type EmergencyOut, type EmergencyReview, reviewEmergency } from "@/api";
import { refresh } from "@/server";
import { ProblemNote } from "@/ui/States";
import css from "./emergency.module.css";

/** Says whether an emergency was one, after looking at what was done. */
export function ReviewEmergency({ row, close }: { row: EmergencyOut; close: () => void }) {
  const { t } = useTranslation();
  const [state, setState] = useState<EmergencyReview["state"]>("justified");
  const [remark, setRemark] = useState("");
  const review = useMutation({
    mutationFn: () => reviewEmergency({ path: { number: row.id }, body: { state, remark }, throwOnError: true }),
    onSuccess: () => {
      close();
      return refresh("listEmergencies", "listChanges");
    },
  });
  return (
    <Modal
      open
      title={t("emergency.reviewTitle", { name: row.name })}
      okText={t("ui.save")}
      okButtonProps={{ disabled: !remark.trim() }}
      confirmLoading={review.isPending}
      onOk={() => review.mutate()}
      onCancel={close}
    >
      <div className={css.take}>
        <p>{row.reason}</p>
        <Radio.Group vertical value={state} onChange={(event) => setState(event.target.value)}>
          <Radio value="justified">{t("emergency.outcome.justified")}</Radio>
          <Radio value="unjustified">{t("emergency.outcome.unjustified")}</Radio>
        </Radio.Group>
        <Input.TextArea
          value={remark}
          rows={3}
          maxLength={400}
          aria-label={t("emergency.remark")}
          placeholder={t("emergency.remarkHint")}
          onChange={(event) => setRemark(event.target.value)}
        />
        {review.error && <ProblemNote error={review.error} />}
      </div>
    </Modal>
  );
}
