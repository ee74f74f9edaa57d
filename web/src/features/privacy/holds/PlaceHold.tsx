import { useMutation } from "@tanstack/react-query";
import { Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { placeLegalHold } from "@/api";
import { refresh } from "@/server";
import { ProblemNote } from "@/ui/States";
import { FindCustomer } from "../requests/NewRequest";
import css from "../requests/requests.module.css";

/** Places a hold on a customer: why, and until which day, or until it is lifted. */
export function PlaceHold({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const [customer, setCustomer] = useState("");
  const [why, setWhy] = useState("");
  const [until, setUntil] = useState("");
  const place = useMutation({
    mutationFn: () =>
      placeLegalHold({
        body: { customer_id: customer, why: why.trim(), until: until || null },
        throwOnError: true,
      }),
    onSuccess: async () => {
      await refresh("listLegalHolds", "listChanges");
      close();
    },
  });
  return (
    <Modal
      open
      title={t("holds.place")}
      okText={t("holds.place")}
      okButtonProps={{ disabled: !customer || !why.trim() }}
      confirmLoading={place.isPending}
      onOk={() => place.mutate()}
      onCancel={close}
    >
      <div className={css.form}>
        <FindCustomer choose={setCustomer} />
        <Input.TextArea
          value={why}
          rows={3}
          maxLength={300}
          aria-label={t("holds.why")}
          placeholder={t("holds.whyHint")}
          onChange={(event) => setWhy(event.target.value)}
        />
        {/* biome-ignore lint/a11y/noLabelWithoutControl: antd's Input is the control */}
        <label>
          {t("holds.untilDay")}
          <Input type="date" value={until} onChange={(event) => setUntil(event.target.value)} />
        </label>
        {place.error && <ProblemNote error={place.error} />}
      </div>
    </Modal>
  );
}
