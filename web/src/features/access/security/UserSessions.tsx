import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { endUserSession, endUserSessions, type UserOut } from "@/api";
import { listUserSessionsOptions } from "@/api/@tanstack/react-query.gen";
import { refresh } from "@/server";
import { Loaded, Nothing, ProblemNote } from "@/ui/States";
import { SessionRows } from "./SessionRows";

/** Where another user is logged in, for who manages users; one or all are ended. */
export function UserSessions({ user, close }: { user: UserOut; close: () => void }) {
  const { t } = useTranslation();
  const path = { user_id: user.id };
  const sessions = useQuery(listUserSessionsOptions({ path }));
  const end = useMutation({
    mutationFn: (number: string | null) =>
      number === null
        ? endUserSessions({ path, throwOnError: true })
        : endUserSession({ path: { ...path, number }, throwOnError: true }),
    onSettled: () => refresh("listUserSessions", "listOwnSessions", "listChanges"),
  });
  return (
    <Modal
      open
      width={860}
      title={t("access.sessions.of", { name: user.name })}
      onCancel={close}
      footer={
        <Button danger disabled={!sessions.data?.items.length} loading={end.isPending} onClick={() => end.mutate(null)}>
          {t("access.sessions.endAll")}
        </Button>
      }
    >
      <Loaded query={sessions} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing title={t("access.sessions.none")} />
          ) : (
            <SessionRows
              label={t("access.sessions.of", { name: user.name })}
              sessions={items}
              ending={end.isPending}
              end={({ number }) => end.mutate(number)}
            />
          )
        }
      </Loaded>
      {end.error && <ProblemNote error={end.error} />}
    </Modal>
  );
}
