import { EyeOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { RoleItem } from "@/api";
import { listRolesOptions } from "@/api/@tanstack/react-query.gen";
import { roleOf } from "@/features/access/roles/role";
import { useSession } from "@/features/access/session";
import { useWord } from "@/ui/code";
import { NOTHING, useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { type Column, Rows } from "@/ui/Rows";
import { Loaded } from "@/ui/States";

/** Every role that can be given: what it is, who holds it, where it comes from. */
export default function RolesPage() {
  const { t } = useTranslation();
  const { may } = useSession();
  const navigate = useNavigate();
  const roles = useQuery(listRolesOptions());
  const columns = useRoleColumns();
  return (
    <Page
      title={t("roles.title")}
      about={t("roles.about")}
      actions={
        <>
          {may("customers.read") && (
            <Button icon={<EyeOutlined />} onClick={() => void navigate("/roles/see-as")}>
              {t("roles.seeAs.open")}
            </Button>
          )}
          {may("definitions.publish") && (
            <Button type="primary" onClick={() => void navigate("/roles/new-role")}>
              {t("roles.new")}
            </Button>
          )}
        </>
      }
    >
      <Panel flush>
        <Loaded query={roles} rows={6}>
          {({ items }) => (
            <Rows
              label={t("roles.title")}
              rows={items}
              columns={columns}
              keyOf={(role) => role.key}
              open={(role) => void navigate(`/roles/${role.key}`)}
            />
          )}
        </Loaded>
      </Panel>
    </Page>
  );
}

function useRoleColumns(): Column<RoleItem>[] {
  const { t } = useTranslation();
  const word = useWord();
  const { say, count } = useFormat();
  return [
    {
      key: "name",
      label: t("roles.name"),
      lead: true,
      show: (role) => (
        <>
          <strong>{say(role.name)}</strong> <code>{role.key}</code>
        </>
      ),
    },
    { key: "says", label: t("roles.says"), lead: true, show: (role) => say(role.says) },
    {
      key: "purposes",
      label: t("roles.purposes"),
      show: (role) =>
        roleOf(role.body)
          .sees.map((sees) => word("purpose", sees.purpose))
          .join(" · ") || NOTHING,
    },
    { key: "users", label: t("roles.users"), align: "end", show: (role) => count(role.users) },
    { key: "origin", label: t("roles.origin"), show: (role) => <Origin role={role} /> },
  ];
}

function Origin({ role }: { role: RoleItem }) {
  const { t } = useTranslation();
  if (role.origin === "built in") return t("roles.from.built_in");
  if (role.origin === "pack") return t("roles.from.pack", { pack: role.pack });
  return role.over ? t("roles.from.over", { pack: role.over }) : t("roles.from.screen");
}
