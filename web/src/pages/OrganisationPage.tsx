import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listUnitsOptions } from "@/api/@tanstack/react-query.gen";
import css from "@/features/access/organisation/organisation.module.css";
import { type Placed, placed } from "@/features/access/organisation/tree";
import { UnitDialog } from "@/features/access/organisation/UnitDialog";
import { useWord } from "@/ui/code";
import { NOTHING, useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { type Column, Rows } from "@/ui/Rows";
import { Loaded, Nothing } from "@/ui/States";

/** Which unit is open: one that is there, or a new one under another. */
type Opened = { key: string } | { under: string | null } | null;

/** The organisation as a tree, and the areas whose customers each unit serves. */
export default function OrganisationPage() {
  const { t } = useTranslation();
  const units = useQuery(listUnitsOptions());
  const [opened, open] = useState<Opened>(null);
  const columns = useUnitColumns();
  return (
    <Page
      title={t("ui.menu.organisation")}
      about={t("organisation.about")}
      actions={
        <Button type="primary" onClick={() => open({ under: null })}>
          {t("organisation.add")}
        </Button>
      }
    >
      <Panel flush>
        <Loaded query={units} rows={6}>
          {(page) => (
            <>
              {page.items.length === 0 ? (
                <Nothing title={t("organisation.none")} />
              ) : (
                <Rows
                  label={t("ui.menu.organisation")}
                  rows={placed(page.items)}
                  columns={columns}
                  keyOf={({ unit }) => unit.key}
                  open={({ unit }) => open({ key: unit.key })}
                />
              )}
              {opened && (
                <UnitDialog
                  key={JSON.stringify(opened)}
                  unit={"key" in opened ? (page.items.find((unit) => unit.key === opened.key) ?? null) : null}
                  under={"under" in opened ? opened.under : null}
                  page={page}
                  addUnder={(under) => open({ under })}
                  close={() => open(null)}
                />
              )}
            </>
          )}
        </Loaded>
      </Panel>
    </Page>
  );
}

function useUnitColumns(): Column<Placed>[] {
  const { t } = useTranslation();
  const word = useWord();
  const { say, count } = useFormat();
  const steps = ["a", "b", "c", "d", "e", "f", "g", "h"];
  return [
    {
      key: "name",
      label: t("organisation.name"),
      lead: true,
      show: ({ unit, depth }) => (
        <span className={css.name}>
          {steps.slice(0, depth).map((step, at, all) => (
            <span key={step} className={at === all.length - 1 ? css.step : css.space} aria-hidden />
          ))}
          <strong>{say({ zh: unit.name_zh, en: unit.name_en })}</strong>
          <code className={css.muted}>{unit.key}</code>
        </span>
      ),
    },
    { key: "kind", label: t("organisation.kind"), show: ({ unit }) => word("unitKind", unit.kind) },
    {
      key: "areas",
      label: t("organisation.areas"),
      show: ({ unit }) => {
        if (unit.areas.length > 0) return unit.areas.join(" · ");
        return <span className={css.muted}>{unit.parent ? t("organisation.inherited") : NOTHING}</span>;
      },
    },
    { key: "users", label: t("organisation.users"), align: "end", show: ({ unit }) => count(unit.users) },
  ];
}
