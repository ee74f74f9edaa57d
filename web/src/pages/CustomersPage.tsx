import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { findCustomersOptions } from "@/api/@tanstack/react-query.gen";
import { useSight } from "@/features/access/sight/sight";
import { ExportButton } from "@/features/exports/ExportButton";
import { CustomerTable } from "@/features/profile/CustomerTable";
import { useWord } from "@/ui/code";
import { Find } from "@/ui/Find";
import { useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Pager, usePaging } from "@/ui/Pager";
import { Panel } from "@/ui/Panel";
import { Loaded, Nothing } from "@/ui/States";
import { useLate } from "@/ui/useLate";

const SORTS = ["name", "-monthly_fee", "customer_since", "-customer_since", "contract_end"] as const;
type Sort = (typeof SORTS)[number];
type Activity = "all" | "active" | "left";

/** All customers, or those that a few words lead to. */
export default function CustomersPage() {
  const { t } = useTranslation();
  const word = useWord();
  const { count } = useFormat();
  const navigate = useNavigate();
  const paging = usePaging(50);
  const [text, setText] = useState("");
  const sight = useSight();
  const sorts = SORTS.filter((each) => sight.column(each.replace("-", "")) === "readable");
  const [chosen, setSort] = useState<Sort>("name");
  const sort = sorts.includes(chosen) ? chosen : sorts[0];
  const tellsActivity = sight.column("is_active") === "readable";
  const [activity, setActivity] = useState<Activity>("all");
  const [mine, setMine] = useState(false);
  const q = useLate(text.trim(), 200);
  const filters = {
    active: activity === "all" || !tellsActivity ? undefined : activity === "active",
    manager: mine ? "me" : "",
  };
  // The usual order is said by nobody: a file may come in it even where names do not go out.
  const listed = { ...filters, sort: sort === "name" ? undefined : sort };
  const customers = useQuery({
    ...findCustomersOptions({
      query: {
        q,
        sort,
        limit: paging.limit,
        offset: paging.offset,
        ...filters,
      },
    }),
    placeholderData: keepPreviousData,
  });
  const change =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value);
      paging.toStart();
    };
  const total = customers.data;
  return (
    <Page
      title={t("ui.menu.customers")}
      about={
        total &&
        t(total.total_is_exact ? "profile.search.total" : "profile.search.totalAtLeast", { total: count(total.total) })
      }
      actions={
        <>
          <Find label={t("profile.search.placeholder")} text={text} change={change(setText)} />
          <ExportButton wanted={{ what: "customers", filters: listed }} disabled={q !== ""} />
        </>
      }
    >
      <Panel
        title={t("profile.list.title")}
        flush
        extra={
          !q && (
            <>
              <Segmented
                size="small"
                aria-label={t("profile.list.whose")}
                value={mine ? "mine" : "all"}
                onChange={(value) => change(setMine)(value === "mine")}
                options={(["all", "mine"] as const).map((value) => ({
                  value,
                  label: t(`profile.list.managers.${value}`),
                }))}
              />
              {tellsActivity && (
                <Segmented<Activity>
                  size="small"
                  aria-label={t("profile.list.activity")}
                  value={activity}
                  onChange={change(setActivity)}
                  options={(["all", "active", "left"] as const).map((value) => ({
                    value,
                    label: t(`profile.list.${value}`),
                  }))}
                />
              )}
              {sort && (
                <Select<Sort>
                  size="small"
                  variant="filled"
                  aria-label={t("profile.list.sort")}
                  value={sort}
                  onChange={change(setSort)}
                  popupMatchSelectWidth={false}
                  options={sorts.map((value) => ({
                    value,
                    label: t(value.startsWith("-") ? "profile.list.byDown" : "profile.list.by", {
                      field: word("field", value.replace("-", "")),
                    }),
                  }))}
                />
              )}
            </>
          )
        }
      >
        <Loaded query={customers} rows={10}>
          {({ items, total: all }) =>
            items.length === 0 ? (
              <Nothing title={q ? t("profile.search.nothing", { query: q }) : t("profile.list.none")}>
                {t(q ? "profile.search.hint" : "profile.list.noneHint")}
              </Nothing>
            ) : (
              <>
                <CustomerTable
                  customers={items}
                  query={q}
                  open={(id) => void navigate(`/customers/${encodeURIComponent(id)}`)}
                />
                <Pager paging={paging} total={all} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}
