import { useMutation, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { endOtherSessions, endOwnSession } from "@/api";
import { listOwnSessionsOptions } from "@/api/@tanstack/react-query.gen";
import { refresh } from "@/server";
import { Panel } from "@/ui/Panel";
import { Loaded, ProblemNote } from "@/ui/States";
import { SessionRows } from "./SessionRows";
import css from "./security.module.css";

/** Where one is logged in, and ending what one does not know. */
export function OwnSessions() {
  const { t } = useTranslation();
  const sessions = useQuery(listOwnSessionsOptions());
  const end = useMutation({
    mutationFn: (number: string | null) =>
      number === null
        ? endOtherSessions({ throwOnError: true })
        : endOwnSession({ path: { number }, throwOnError: true }),
    onSettled: () => refresh("listOwnSessions"),
  });
  const others = sessions.data?.items.some((session) => !session.current) ?? false;
  return (
    <Panel
      flush
      title={t("access.sessions.title")}
      extra={
        others && (
          <Button size="small" danger loading={end.isPending} onClick={() => end.mutate(null)}>
            {t("access.sessions.endOthers")}
          </Button>
        )
      }
    >
      <Loaded query={sessions} rows={3}>
        {({ items, idle_minutes }) => (
          <>
            <p className={css.about}>{t("access.sessions.about", { minutes: idle_minutes })}</p>
            <SessionRows
              label={t("access.sessions.title")}
              sessions={items}
              ending={end.isPending}
              end={({ number }) => end.mutate(number)}
            />
          </>
        )}
      </Loaded>
      {end.error && <ProblemNote error={end.error} />}
    </Panel>
  );
}
