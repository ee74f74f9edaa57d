import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { listChangesOptions, listLooksOptions } from "@/api/@tanstack/react-query.gen";
import { ChangeFilters, NAMES, type Narrowed, useInstants } from "@/features/access/changes/ChangeFilters";
import { ChangeTable } from "@/features/access/changes/ChangeTable";
import css from "@/features/access/changes/changes.module.css";
import { LogSoundness } from "@/features/access/changes/LogSoundness";
import { LookTable } from "@/features/access/changes/LookTable";
import { Page } from "@/ui/Page";
import { Pager, type Paging, usePaging } from "@/ui/Pager";
import { Panel } from "@/ui/Panel";
import { Loaded, Nothing } from "@/ui/States";
import { useLate } from "@/ui/useLate";

const KINDS = ["changes", "looks"] as const;

/** The change log: who did what to which object, who was shown which customers, and whether both are proven. */
export default function ChangesPage() {
  const { t } = useTranslation();
  const paging = usePaging(50);
  const [params, setParams] = useSearchParams();
  const looks = params.get("kind") === "looks";
  const values = Object.fromEntries(NAMES.map((name) => [name, params.get(name) ?? ""])) as Narrowed;
  const change = (name: string, value: string) => {
    paging.toStart();
    setParams(
      (present) => {
        if (value) present.set(name, value);
        else present.delete(name);
        return present;
      },
      { replace: true },
    );
  };
  const List = looks ? Looks : Changes;
  return (
    <Page title={t("ui.menu.changes")} about={t("access.changes.about")}>
      <LogSoundness />
      <Segmented
        className={css.kinds}
        value={looks ? "looks" : "changes"}
        options={KINDS.map((value) => ({ value, label: t(`access.${value}.title`) }))}
        onChange={(value) => change("kind", value === "looks" ? value : "")}
      />
      <Panel title={t(`access.${looks ? "looks" : "changes"}.title`)} flush>
        <ChangeFilters
          looks={looks}
          values={values}
          change={change}
          clear={() => {
            paging.toStart();
            setParams(looks ? { kind: "looks" } : {}, { replace: true });
          }}
        />
        <List values={values} paging={paging} />
      </Panel>
    </Page>
  );
}

type Props = { values: Narrowed; paging: Paging };

function Changes({ values, paging }: Props) {
  const { t } = useTranslation();
  const search = useLate(values.search, 250);
  const user = useLate(values.user, 250);
  const span = useInstants(values);
  const query = { search, user, command: values.command, ...span, limit: paging.limit, offset: paging.offset };
  const found = useQuery({ ...listChangesOptions({ query }), placeholderData: keepPreviousData });
  return (
    <Loaded query={found} rows={10}>
      {({ items, total }) =>
        items.length === 0 ? (
          <Nothing title={t("access.changes.none")} />
        ) : (
          <>
            <ChangeTable changes={items} />
            <Pager paging={paging} total={total} />
          </>
        )
      }
    </Loaded>
  );
}

function Looks({ values, paging }: Props) {
  const { t } = useTranslation();
  const customer = useLate(values.customer, 250);
  const user = useLate(values.user, 250);
  const span = useInstants(values);
  const query = { customer, user, ...span, limit: paging.limit, offset: paging.offset };
  const found = useQuery({ ...listLooksOptions({ query }), placeholderData: keepPreviousData });
  return (
    <Loaded query={found} rows={10}>
      {({ items, total }) =>
        items.length === 0 ? (
          <Nothing title={t("access.looks.none")} />
        ) : (
          <>
            <LookTable looks={items} />
            <Pager paging={paging} total={total} />
          </>
        )
      }
    </Loaded>
  );
}
