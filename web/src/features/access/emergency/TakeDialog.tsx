import { useMutation, useQuery } from "@tanstack/react-query";
import { Input, Modal, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { beginEmergency } from "@/api";
import { readOwnEmergencyOptions } from "@/api/@tanstack/react-query.gen";
import { queries } from "@/server";
import { useFormat } from "@/ui/format";
import { Loaded, Nothing, ProblemNote } from "@/ui/States";
import css from "./emergency.module.css";

const SHORTEST = 10;

/** Takes a role in an emergency: which one, and what the emergency is. */
export default function TakeDialog({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const own = useQuery(readOwnEmergencyOptions());
  const [chosen, choose] = useState("");
  const [reason, setReason] = useState("");
  const role = chosen || own.data?.takeable[0]?.key || "";
  const take = useMutation({
    mutationFn: () => beginEmergency({ body: { role, reason }, throwOnError: true }),
    onSuccess: () => {
      close();
      return queries.invalidateQueries();
    },
  });
  const missing = SHORTEST - reason.trim().length;
  return (
    <Modal
      open
      title={t("emergency.take")}
      okText={t("emergency.takeNow")}
      okButtonProps={{ danger: true, disabled: !role || missing > 0 || Boolean(own.data?.current) }}
      confirmLoading={take.isPending}
      onOk={() => take.mutate()}
      onCancel={close}
    >
      <div className={css.take}>
        <p>{t("emergency.takeAbout")}</p>
        <Loaded query={own} rows={2}>
          {({ takeable }) =>
            takeable.length === 0 ? (
              <Nothing title={t("emergency.nothing")} />
            ) : (
              <Radio.Group vertical value={role} onChange={(event) => choose(event.target.value)}>
                {takeable.map((each) => (
                  <Radio key={each.key} value={each.key}>
                    <strong>{say(each.name)}</strong> · {t("emergency.hours", { count: each.hours })}
                    <div className={css.says}>{say(each.says)}</div>
                  </Radio>
                ))}
              </Radio.Group>
            )
          }
        </Loaded>
        <Input.TextArea
          value={reason}
          rows={3}
          maxLength={400}
          aria-label={t("emergency.reason")}
          placeholder={t("emergency.reasonHint")}
          onChange={(event) => setReason(event.target.value)}
        />
        {reason.trim() !== "" && missing > 0 && (
          <span className={css.says}>{t("emergency.tooShort", { count: missing })}</span>
        )}
        {take.error && <ProblemNote error={take.error} />}
      </div>
    </Modal>
  );
}
