import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ExportOut, takeBackExport } from "@/api";
import { listAllExportsOptions } from "@/api/@tanstack/react-query.gen";
import { useSession } from "@/features/access/session";
import { DecideDialog } from "@/features/exports/DecideDialog";
import { useExportColumns } from "@/features/exports/exportColumns";
import css from "@/features/exports/exports.module.css";
import { refresh } from "@/server";
import { Page } from "@/ui/Page";
import { Pager, usePaging } from "@/ui/Pager";
import { Panel } from "@/ui/Panel";
import { Rows } from "@/ui/Rows";
import { Loaded, Nothing, ProblemNote } from "@/ui/States";

type Scope = "mine" | "waiting" | "all";

const NEEDS: Record<Scope, string> = { mine: "exports.ask", waiting: "exports.approve", all: "changes.read" };
const SCOPES: Scope[] = ["mine", "waiting", "all"];
const POLL_MS = 2000;
const WATCH_MS = 10_000;

/** One's own exports, those that wait for one's decision, and all for who reads the change log. */
export default function ExportsPage() {
  const { t } = useTranslation();
  const { may } = useSession();
  const scopes = SCOPES.filter((each) => may(NEEDS[each]));
  const [chosen, setScope] = useState<Scope | null>(null);
  const scope = chosen ?? scopes[0] ?? "mine";
  const [decided, decide] = useState<string | null>(null);
  const paging = usePaging(50);
  const found = useQuery({
    ...listAllExportsOptions({ query: { scope, limit: paging.limit, offset: paging.offset } }),
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderway) ? POLL_MS : WATCH_MS),
  });
  const takeBack = useMutation({
    mutationFn: (id: string) => takeBackExport({ path: { export_id: id }, throwOnError: true }),
    onSettled: () => refresh("listAllExports"),
  });
  const columns = useExportColumns((row) => (
    <Actions row={row} decide={() => decide(row.id)} takeBack={() => takeBack.mutate(row.id)} />
  ));
  const waiting = found.data?.waiting ?? 0;
  const open = found.data?.items.find(({ id }) => id === decided);
  return (
    <Page title={t("exports.title")} about={t("exports.about")}>
      {scopes.length > 1 && (
        <Segmented<Scope>
          className={css.states}
          value={scope}
          onChange={(next) => {
            setScope(next);
            paging.toStart();
          }}
          options={scopes.map((value) => ({
            value,
            label: `${t(`exports.scope.${value}`)}${value === "waiting" && waiting > 0 ? ` ${waiting}` : ""}`,
          }))}
        />
      )}
      {takeBack.error && <ProblemNote error={takeBack.error} />}
      <Panel flush>
        <Loaded query={found} rows={6}>
          {({ items, total }) =>
            items.length === 0 ? (
              <Nothing title={t(`exports.none.${scope}`)}>{scope === "mine" && t("exports.noneHint")}</Nothing>
            ) : (
              <>
                <Rows label={t("exports.title")} rows={items} columns={columns} keyOf={(row) => row.id} />
                <Pager paging={paging} total={total} />
              </>
            )
          }
        </Loaded>
      </Panel>
      {open && <DecideDialog row={open} close={() => decide(null)} />}
    </Page>
  );
}

const isUnderway = ({ state }: ExportOut) => state === "queued" || state === "writing";

function Actions({ row, decide, takeBack }: { row: ExportOut; decide: () => void; takeBack: () => void }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const isMine = row.asked_by === user.login;
  return (
    <span className={css.actions}>
      {row.may_download && (
        <Button
          size="small"
          type="primary"
          href={`/api/exports/${row.id}/file`}
          onClick={() => setTimeout(() => void refresh("listAllExports"), POLL_MS)}
        >
          {t("exports.download")}
        </Button>
      )}
      {row.may_decide && (
        <Button size="small" type="primary" onClick={decide}>
          {t("exports.decide")}
        </Button>
      )}
      {isMine && (row.state === "waiting" || row.state === "ready") && (
        <Button size="small" onClick={takeBack}>
          {t("exports.takeBack")}
        </Button>
      )}
    </span>
  );
}
