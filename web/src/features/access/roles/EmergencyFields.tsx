import { useQuery } from "@tanstack/react-query";
import { InputNumber, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { MistakeShape } from "@/api";
import { listRolesOptions } from "@/api/@tanstack/react-query.gen";
import { useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { Mistakes } from "./Mistakes";
import { mistakesAt, type RoleBody } from "./role";
import css from "./roles.module.css";

type Props = { role: RoleBody; mistakes: MistakeShape[]; change: (role: RoleBody) => void };

/** Holders of which roles may take this one by themselves in an emergency, and for how many hours. */
export function EmergencyFields({ role, mistakes, change }: Props) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const holdersId = useId();
  const hoursId = useId();
  const roles = useQuery(listRolesOptions());
  const others = (roles.data?.items ?? []).filter(({ key }) => key !== role.key);
  const use = role.emergency;
  const setHolders = (holders: string[]) =>
    change({ ...role, emergency: holders.length > 0 ? { holders_of: holders, hours: use?.hours ?? 1 } : null });
  return (
    <Panel title={t("emergency.role.title")}>
      <p className={css.hint}>{t("emergency.role.about")}</p>
      <div className={css.names}>
        <div className={css.field}>
          <label htmlFor={holdersId}>{t("emergency.role.holders")}</label>
          <Select
            id={holdersId}
            mode="multiple"
            value={use?.holders_of ?? []}
            placeholder={t("emergency.role.none")}
            options={others.map(({ key, name }) => ({ value: key, label: say(name) }))}
            onChange={setHolders}
          />
        </div>
        {use && (
          <div className={css.field}>
            <label htmlFor={hoursId}>{t("emergency.role.hours")}</label>
            <InputNumber
              id={hoursId}
              min={1}
              max={24}
              precision={0}
              value={use.hours}
              onChange={(hours) => change({ ...role, emergency: { ...use, hours: hours ?? 1 } })}
            />
          </div>
        )}
      </div>
      <Mistakes of={mistakesAt(mistakes, "emergency")} />
    </Panel>
  );
}
