import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { UserOut } from "@/api";
import { listUserChoicesOptions, listUsersOptions } from "@/api/@tanstack/react-query.gen";
import { UserDialog } from "@/features/access/UserDialog";
import { Find } from "@/ui/Find";
import { NOTHING, useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Pager, usePaging } from "@/ui/Pager";
import { Panel } from "@/ui/Panel";
import { Pill } from "@/ui/Pill";
import { type Column, Rows } from "@/ui/Rows";
import { Loaded, Nothing } from "@/ui/States";
import { useLate } from "@/ui/useLate";

/** Who may log in, and as what. */
export default function UsersPage() {
  const { t } = useTranslation();
  const paging = usePaging(50);
  const [text, setText] = useState("");
  const [edited, setEdited] = useState<UserOut | "new" | null>(null);
  const search = useLate(text.trim(), 200);
  const users = useQuery(listUsersOptions({ query: { search, limit: paging.limit, offset: paging.offset } }));
  const columns = useUserColumns();
  return (
    <Page
      title={t("ui.menu.users")}
      about={t("access.users.about")}
      actions={
        <>
          <Find
            label={t("access.users.search")}
            text={text}
            change={(next) => {
              setText(next);
              paging.toStart();
            }}
          />
          <Button type="primary" onClick={() => setEdited("new")}>
            {t("access.users.create")}
          </Button>
        </>
      }
    >
      <Panel flush>
        <Loaded query={users} rows={8}>
          {({ items, total }) =>
            items.length === 0 ? (
              <Nothing title={t("access.users.none")} />
            ) : (
              <>
                <Rows
                  label={t("ui.menu.users")}
                  rows={items}
                  columns={columns}
                  keyOf={(user) => user.id}
                  open={setEdited}
                />
                <Pager paging={paging} total={total} />
              </>
            )
          }
        </Loaded>
      </Panel>
      {edited && <UserDialog user={edited === "new" ? null : edited} close={() => setEdited(null)} />}
    </Page>
  );
}

function useUserColumns(): Column<UserOut>[] {
  const { t } = useTranslation();
  const { say, age } = useFormat();
  const choices = useQuery(listUserChoicesOptions());
  const nameOf = (key: string) => say(choices.data?.roles.find((role) => role.key === key)?.name) || key;
  return [
    { key: "name", label: t("access.users.name"), lead: true, show: (user) => <strong>{user.name}</strong> },
    { key: "login", label: t("access.login"), show: (user) => user.login },
    {
      key: "roles",
      label: t("access.users.roles"),
      show: (user) => user.roles.map(nameOf).join(" · ") || NOTHING,
    },
    {
      key: "team",
      label: t("access.users.team"),
      show: (user) => (user.team ? say({ zh: user.team.name_zh, en: user.team.name_en }) : NOTHING),
    },
    { key: "last", label: t("access.users.lastLogin"), show: (user) => age(user.last_login) },
    {
      key: "state",
      label: t("access.users.state"),
      show: (user) => (
        <Pill tone={user.is_active ? "green" : "neutral"} dot>
          {t(user.is_active ? "access.users.active" : "access.users.locked")}
        </Pill>
      ),
    },
  ];
}
