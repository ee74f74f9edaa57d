import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { listRoleChoicesOptions, listRolesOptions } from "@/api/@tanstack/react-query.gen";
import { roleOf } from "@/features/access/roles/role";
import { SeeAs } from "@/features/access/roles/SeeAs";
import { useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Loaded } from "@/ui/States";

/** A customer as holders of a published role see them. */
export default function SeeAsPage() {
  const { t } = useTranslation();
  const { say } = useFormat();
  const [search, setSearch] = useSearchParams();
  const roles = useQuery(listRolesOptions());
  const choices = useQuery(listRoleChoicesOptions());
  const items = roles.data?.items ?? [];
  const role = items.find((each) => each.key === search.get("role")) ?? items[0];
  return (
    <Page
      title={t("roles.seeAs.open")}
      about={t("roles.seeAs.about")}
      actions={
        <Select
          aria-label={t("roles.seeAs.role")}
          popupMatchSelectWidth={false}
          value={role?.key}
          onChange={(key) => setSearch({ role: key }, { replace: true })}
          options={items.map((each) => ({ value: each.key, label: say(each.name) }))}
        />
      }
    >
      <Loaded query={choices} rows={8}>
        {({ categories }) => role && <SeeAs sees={roleOf(role.body).sees} categories={categories} />}
      </Loaded>
    </Page>
  );
}
