import { useQuery } from "@tanstack/react-query";
import { Button, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { RequestOut } from "@/api";
import { listRequestsOptions } from "@/api/@tanstack/react-query.gen";
import { NewRequest } from "@/features/privacy/requests/NewRequest";
import css from "@/features/privacy/requests/requests.module.css";
import { KINDS, TONES } from "@/features/privacy/requests/steps";
import { useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Pager, usePaging } from "@/ui/Pager";
import { Panel } from "@/ui/Panel";
import { Pill } from "@/ui/Pill";
import { type Column, Rows } from "@/ui/Rows";
import { Loaded, Nothing } from "@/ui/States";

const STATES = ["open", "done", "refused"] as const;
type Kind = RequestOut["kind"];

/** What customers ask by right, by the day on which the law wants an answer. */
export default function PrivacyRequestsPage() {
  const { t } = useTranslation();
  const go = useNavigate();
  const [state, setState] = useState<(typeof STATES)[number]>("open");
  const [kind, setKind] = useState<Kind | "">("");
  const [taking, setTaking] = useState(false);
  const paging = usePaging(50);
  const query = { state, limit: paging.limit, offset: paging.offset, ...(kind && { kind }) };
  const found = useQuery(listRequestsOptions({ query }));
  const columns = useColumns();
  const { overdue = 0, soon = 0 } = found.data ?? {};
  const open = (id: number) => void go(`/privacy/requests/${id}`);
  return (
    <Page
      title={t("requests.title")}
      about={t("requests.about")}
      actions={
        <Button type="primary" onClick={() => setTaking(true)}>
          {t("requests.new")}
        </Button>
      }
    >
      <div className={css.narrow}>
        <Segmented
          value={state}
          options={STATES.map((value) => ({ value, label: t(`requests.list.${value}`) }))}
          onChange={setState}
        />
        <Select<Kind | "">
          value={kind}
          aria-label={t("requests.kind")}
          onChange={setKind}
          options={(["", ...KINDS] as const).map((value) => ({
            value,
            label: t(`requests.kinds.${value || "all"}`),
          }))}
        />
        {overdue > 0 && <Pill tone="red">{t("requests.late", { count: overdue })}</Pill>}
        {soon > 0 && <Pill tone="amber">{t("requests.soonDue", { count: soon })}</Pill>}
      </div>
      <Panel flush>
        <Loaded query={found} rows={6}>
          {({ items, total }) =>
            items.length === 0 ? (
              <Nothing title={t(`requests.none.${state}`)}>{state === "open" && t("requests.noneHint")}</Nothing>
            ) : (
              <>
                <Rows
                  label={t("requests.title")}
                  rows={items}
                  columns={columns}
                  keyOf={(row) => row.id}
                  open={(row) => open(row.id)}
                />
                <Pager paging={paging} total={total} />
              </>
            )
          }
        </Loaded>
      </Panel>
      {taking && <NewRequest close={() => setTaking(false)} done={open} />}
    </Page>
  );
}

function useColumns(): Column<RequestOut>[] {
  const { t } = useTranslation();
  const { day } = useFormat();
  return [
    { key: "number", label: t("requests.number"), lead: true, tight: true, show: (row) => row.number },
    { key: "kind", label: t("requests.kind"), show: (row) => t(`requests.kinds.${row.kind}`) },
    { key: "state", label: t("requests.state"), tight: true, show: (row) => t(`requests.states.${row.state}`) },
    { key: "received", label: t("requests.received"), tight: true, show: (row) => day(row.received_at) },
    { key: "due", label: t("requests.due"), tight: true, show: (row) => day(row.due_on) },
    {
      key: "clock",
      label: t("requests.clock"),
      tight: true,
      show: (row) => (
        <Pill tone={TONES[row.clock]} dot>
          {t(`requests.clocks.${row.clock}`)}
        </Pill>
      ),
    },
    { key: "law", label: t("requests.law"), minor: true, show: (row) => t(`requests.laws.${row.law}`) },
  ];
}
