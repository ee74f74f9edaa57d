import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";
import type { RoleChoices, RoleItem } from "@/api";
import { getDefinitionOptions, listRoleChoicesOptions, listRolesOptions } from "@/api/@tanstack/react-query.gen";
import { RoleEditor } from "@/features/access/roles/RoleEditor";
import { copyOf, EMPTY_ROLE, roleOf } from "@/features/access/roles/role";
import { useSession } from "@/features/access/session";
import { Versions } from "@/features/ingest/mapping/Versions";
import { useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Loaded, Nothing } from "@/ui/States";

/** One role: what it gives, how holders would see a customer, and how it came to be. `new-role` is one to be made. */
export default function RolePage() {
  const { t } = useTranslation();
  const { key } = useParams();
  const roles = useQuery(listRolesOptions());
  const choices = useQuery(listRoleChoicesOptions());
  return (
    <Loaded query={roles} rows={10}>
      {({ items }) => (
        <Loaded query={choices} rows={10}>
          {(made) => {
            const role = items.find((each) => each.key === key);
            if (key === undefined) return <NewRole items={items} choices={made} />;
            return role ? (
              <OneRole key={`${role.key} ${role.version}`} role={role} choices={made} />
            ) : (
              <Nothing title={t("roles.unknown", { key })} />
            );
          }}
        </Loaded>
      )}
    </Loaded>
  );
}

function OneRole({ role, choices }: { role: RoleItem; choices: RoleChoices }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const { say } = useFormat();
  const navigate = useNavigate();
  return (
    <Page
      title={say(role.name)}
      about={say(role.says)}
      actions={
        may("definitions.publish") && (
          <Button onClick={() => void navigate(`/roles/new-role?from=${role.key}`)}>{t("roles.copy")}</Button>
        )
      }
    >
      <RoleEditor first={roleOf(role.body)} published={role} choices={choices} done={() => {}} />
      {role.version > 0 && may("definitions.read") && <History role={role} />}
    </Page>
  );
}

function History({ role }: { role: RoleItem }) {
  const { t } = useTranslation();
  const definition = useQuery(getDefinitionOptions({ path: { kind: "role", key: role.key } }));
  const nothing = role.is_built_in ? t("roles.takeBackToBuiltIn") : t("roles.takeBackToNothing", { count: role.users });
  return (
    <Loaded query={definition} rows={3}>
      {(data) => <Versions definition={data} toNothing={nothing} />}
    </Loaded>
  );
}

function NewRole({ items, choices }: { items: RoleItem[]; choices: RoleChoices }) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const origin = items.find((each) => each.key === search.get("from"));
  const taken = items.map(({ key }) => key);
  const first = origin ? copyOf(roleOf(origin.body), taken) : EMPTY_ROLE;
  return (
    <Page title={t("roles.new")} about={t("roles.about")}>
      <RoleEditor
        key={origin?.key ?? ""}
        first={first}
        published={null}
        choices={choices}
        done={(key) => void navigate(`/roles/${key}`)}
      />
    </Page>
  );
}
