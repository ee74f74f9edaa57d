import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { listIncidentsOptions } from "@/api/@tanstack/react-query.gen";
import { Pager, usePaging } from "@/ui/Pager";
import { Panel } from "@/ui/Panel";
import { IncidentTable } from "./IncidentTable";

type Props = { state: "open" | "cleared"; current: number | null; open: (id: number) => void };

/** The incidents above the alerts; nothing where there are none. */
export function Incidents({ state, current, open }: Props) {
  const { t } = useTranslation();
  const paging = usePaging(10);
  const { data } = useQuery(listIncidentsOptions({ query: { state, limit: paging.limit, offset: paging.offset } }));
  if (!data?.total) return null;
  return (
    <Panel title={t("tasks.incidents.title")} flush>
      <IncidentTable incidents={data.items} current={current} open={(incident) => open(incident.id)} />
      {data.total > paging.limit && <Pager paging={paging} total={data.total} />}
    </Panel>
  );
}
