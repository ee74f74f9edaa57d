import { useMutation, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { type EmergencyOut, endEmergency } from "@/api";
import { readOwnEmergencyOptions } from "@/api/@tanstack/react-query.gen";
import { queries } from "@/server";
import { useFormat } from "@/ui/format";
import css from "./emergency.module.css";

const MINUTE = 60_000;

/** Above every screen while it lasts: which role was taken, until when, and a way to give it back. */
export default function EmergencyNote() {
  const own = useQuery({ ...readOwnEmergencyOptions(), refetchInterval: MINUTE });
  return own.data?.current ? <Note current={own.data.current} /> : null;
}

function Note({ current }: { current: EmergencyOut }) {
  const { t } = useTranslation();
  const { say, time } = useFormat();
  const end = useMutation({
    mutationFn: () => endEmergency({ path: { number: current.id }, throwOnError: true }),
    onSuccess: () => queries.invalidateQueries(),
  });
  const role = current.role_name ? say(current.role_name) : current.role;
  return (
    <div className={css.note} role="status">
      <span>{t("emergency.goesOn", { role, until: time(current.until) })}</span>
      <Button size="small" loading={end.isPending} onClick={() => end.mutate()}>
        {t("emergency.end")}
      </Button>
    </div>
  );
}
