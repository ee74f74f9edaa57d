import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import type { ListLoadsData } from "@/api";
import { listLoadsOptions, listSourcesOptions } from "@/api/@tanstack/react-query.gen";
import { isMoving } from "@/features/ingest/LoadState";
import { LoadTable } from "@/features/ingest/LoadTable";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Pager, usePaging } from "@/ui/Pager";
import { Panel } from "@/ui/Panel";
import { Loaded, Nothing } from "@/ui/States";

type State = NonNullable<NonNullable<ListLoadsData["query"]>["state"]>;
const STATES = [
  "received",
  "validated",
  "landed",
  "failed",
  "held",
  "undoing",
  "undone",
] as const satisfies readonly State[];

/** Every delivery, what became of it, and what of it was rejected. */
export default function LoadsPage() {
  const { t } = useTranslation();
  const word = useWord();
  const { say } = useFormat();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const paging = usePaging(50);
  const source = params.get("source") || undefined;
  const state = STATES.find((each) => each === params.get("state"));
  const sources = useQuery(listSourcesOptions());
  const loads = useQuery({
    ...listLoadsOptions({ query: { source, state, limit: paging.limit, offset: paging.offset } }),
    refetchInterval: (query) => (query.state.data?.items.some(isMoving) ? 1_500 : 30_000),
  });
  const choose = (name: string, value: string) => {
    const next = new URLSearchParams(params);
    if (value) next.set(name, value);
    else next.delete(name);
    paging.toStart();
    setParams(next, { replace: true });
  };
  return (
    <Page title={t("ui.menu.loads")} about={t("ingest.loadsAbout")}>
      <Panel
        title={t("ingest.loads")}
        flush
        extra={
          <>
            <Select
              size="small"
              variant="filled"
              aria-label={t("ingest.source")}
              value={source ?? ""}
              onChange={(value) => choose("source", value)}
              popupMatchSelectWidth={false}
              options={[
                { value: "", label: t("ingest.allSources") },
                ...(sources.data?.items.map(({ key, name }) => ({ value: key, label: say(name) })) ?? []),
              ]}
            />
            <Select
              size="small"
              variant="filled"
              aria-label={t("ingest.state")}
              value={state ?? ""}
              onChange={(value) => choose("state", value)}
              popupMatchSelectWidth={false}
              options={[
                { value: "", label: t("ingest.allStates") },
                ...STATES.map((value) => ({ value, label: word("loadState", value) })),
              ]}
            />
          </>
        }
      >
        <Loaded query={loads} rows={8}>
          {({ items, total }) =>
            items.length === 0 ? (
              <Nothing title={t("ingest.noLoads")} />
            ) : (
              <>
                <LoadTable loads={items} open={(load) => void navigate(`/loads/${load.id}`)} />
                <Pager paging={paging} total={total} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}
