import { InputNumber } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { RoleBody } from "./role";
import css from "./roles.module.css";

/** How many rows holders export in a day without a second person; nothing for roles that export nothing. */
export function ExportRows({ role, change }: { role: RoleBody; change: (role: RoleBody) => void }) {
  const { t } = useTranslation();
  const id = useId();
  if (!role.permissions.includes("exports.ask")) return null;
  return (
    <div className={css.names}>
      <div className={css.field}>
        <label htmlFor={id}>{t("exports.roleRows")}</label>
        <InputNumber
          id={id}
          min={0}
          max={100_000_000}
          precision={0}
          value={role.export_rows}
          onChange={(rows) => change({ ...role, export_rows: rows ?? 0 })}
        />
      </div>
    </div>
  );
}
