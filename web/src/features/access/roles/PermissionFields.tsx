import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import { useWord } from "@/ui/code";
import { groupsOf, type RoleBody, withPermission } from "./role";
import css from "./roles.module.css";

type Props = { role: RoleBody; permissions: string[]; change: (role: RoleBody) => void };

/** Every permission with its sentence, under the heading of the menu that it opens. */
export function PermissionFields({ role, permissions, change }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const lost = role.permissions.filter((permission) => !permissions.includes(permission));
  return (
    <div className={css.groups}>
      {groupsOf([...permissions, ...lost]).map(([group, items]) => (
        <fieldset key={group} className={css.group}>
          <legend>{t(`ui.menu.${group}` as "ui.menu.work")}</legend>
          {items.map((permission) => (
            <Checkbox
              key={permission}
              checked={role.permissions.includes(permission)}
              onChange={(event) => change(withPermission(role, permission, event.target.checked))}
            >
              {word("permission", permission)}
              <code className={css.code}>{permission}</code>
            </Checkbox>
          ))}
        </fieldset>
      ))}
    </div>
  );
}
