import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { HoldOut } from "@/api";
import { listLegalHoldsOptions } from "@/api/@tanstack/react-query.gen";
import { useSession } from "@/features/access/session";
import { LiftHold } from "@/features/privacy/holds/LiftHold";
import { PlaceHold } from "@/features/privacy/holds/PlaceHold";
import { useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { type Column, Rows } from "@/ui/Rows";
import { Loaded, Nothing } from "@/ui/States";

/** The customers of whom nothing may be erased, why and until when; placed and lifted by those who approve erasing. */
export default function LegalHoldsPage() {
  const { t } = useTranslation();
  const { may } = useSession();
  const [placing, setPlacing] = useState(false);
  const [lifting, setLifting] = useState<HoldOut | null>(null);
  const found = useQuery(listLegalHoldsOptions());
  const mayChange = may("privacy.approve");
  const columns = useColumns(mayChange ? setLifting : null);
  return (
    <Page
      title={t("holds.title")}
      about={t("holds.about")}
      actions={
        mayChange && (
          <Button type="primary" onClick={() => setPlacing(true)}>
            {t("holds.place")}
          </Button>
        )
      }
    >
      <Panel flush>
        <Loaded query={found} rows={4}>
          {(items) =>
            items.length === 0 ? (
              <Nothing title={t("holds.none")} />
            ) : (
              <Rows label={t("holds.title")} rows={items} columns={columns} keyOf={(row) => row.id} />
            )
          }
        </Loaded>
      </Panel>
      {placing && <PlaceHold close={() => setPlacing(false)} />}
      {lifting && <LiftHold hold={lifting} close={() => setLifting(null)} />}
    </Page>
  );
}

function useColumns(lift: ((hold: HoldOut) => void) | null): Column<HoldOut>[] {
  const { t } = useTranslation();
  const { day, dateTime } = useFormat();
  return [
    {
      key: "customer",
      label: t("holds.customer"),
      lead: true,
      tight: true,
      show: ({ customer_id }) => <Link to={`/customers/${customer_id}`}>{customer_id}</Link>,
    },
    { key: "why", label: t("holds.why"), show: (row) => row.why },
    {
      key: "until",
      label: t("holds.until"),
      tight: true,
      show: (row) => (row.until ? day(row.until) : t("holds.untilLifted")),
    },
    {
      key: "placed",
      label: t("holds.placed"),
      tight: true,
      show: (row) => t("holds.placedBy", { who: row.placed_by, when: dateTime(row.placed_at) }),
    },
    ...(lift
      ? [
          {
            key: "lift",
            label: "",
            tight: true,
            show: (row: HoldOut) => (
              <Button size="small" onClick={() => lift(row)}>
                {t("holds.lift")}
              </Button>
            ),
          },
        ]
      : []),
  ];
}
