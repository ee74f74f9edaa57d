import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type LoadShape, redoLoad, releaseLoad, undoLoad } from "@/api";
import { useSession } from "@/features/access/session";
import { refresh } from "@/server";
import { useNotice } from "@/ui/Notices";
import { WhyDialog } from "./WhyDialog";

const ACTIONS = { undo: undoLoad, redo: redoLoad, release: releaseLoad };
type Action = keyof typeof ACTIONS;

const OFFERED: Record<string, Action[]> = { landed: ["undo"], held: ["release", "undo"], undone: ["redo"] };

/** What a person may decide about a load where it stands: undo it, land it again, or let a held one land. */
export function LoadActions({ load }: { load: LoadShape }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const notice = useNotice();
  const [asked, ask] = useState<Action | null>(null);
  const decide = useMutation({
    mutationFn: ({ action, why }: { action: Action; why: string }) =>
      ACTIONS[action]({ path: { load_id: load.id }, body: { why }, throwOnError: true }),
    onSuccess: async (_, { action }) => {
      ask(null);
      notice({ tone: "green", title: t(`ingest.decided.${action}`) });
      await refresh("getLoad", "listLoads", "listSources", "listQuarantine", "listSourceQuality", "getSourceQuality");
    },
  });
  if (!may("data.load")) return null;
  return (
    <>
      {(OFFERED[load.state] ?? []).map((action) => (
        <Button
          key={action}
          type={action === "release" ? "primary" : "default"}
          danger={action === "undo"}
          onClick={() => {
            decide.reset();
            ask(action);
          }}
        >
          {t(`ingest.decide.${action}`)}
        </Button>
      ))}
      {asked && (
        <WhyDialog
          title={t(`ingest.decide.${asked}`)}
          about={t(`ingest.decideAbout.${asked}`)}
          ok={t(`ingest.decide.${asked}`)}
          danger={asked === "undo"}
          busy={decide.isPending}
          error={decide.error}
          send={(why) => decide.mutate({ action: asked, why })}
          close={() => ask(null)}
        />
      )}
    </>
  );
}
