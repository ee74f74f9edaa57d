import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import type { Customer360 } from "@/api";
import { getCustomerOptions } from "@/api/@tanstack/react-query.gen";
import { PartyDrawer } from "@/features/identity/PartyDrawer";
import { Rederivation } from "@/features/identity/Rederivation";
import { Consent } from "@/features/privacy/consent/Consent";
import { Restraints } from "@/features/privacy/requests/Restraints";
import { Bills } from "@/features/profile/Bills";
import { Characteristics, ContactPoints, Household } from "@/features/profile/Contacts";
import { CustomerHead } from "@/features/profile/CustomerHead";
import { Lines } from "@/features/profile/Lines";
import { Origins } from "@/features/profile/Origins";
import { Timeline } from "@/features/profile/Timeline";
import { UsageChart } from "@/features/profile/UsageChart";
import { CustomerTags } from "@/features/tags/CustomerTags";
import { CustomerWork } from "@/features/tasks/CustomerWork";
import { useFormat } from "@/ui/format";
import { usePageTitle } from "@/ui/Page";
import { Loaded } from "@/ui/States";
import css from "./CustomerPage.module.css";

/** The 360° page: everything the operator knows about one customer, on one screen. */
export default function CustomerPage() {
  const { id = "" } = useParams();
  const customer = useQuery(getCustomerOptions({ path: { customer_id: id } }));
  return (
    <>
      <Rederivation />
      <Loaded key={id} query={customer} rows={14}>
        {(data) => <Whole data={data} at={customer.dataUpdatedAt} />}
      </Loaded>
    </>
  );
}

function Whole({ data, at }: { data: Customer360; at: number }) {
  const { t } = useTranslation();
  const { day } = useFormat();
  const [origins, setOrigins] = useState(false);
  const [persons, setPersons] = useState(false);
  const { customer_id, name } = data.customer;
  usePageTitle(name ?? customer_id);
  return (
    <div className={css.page}>
      <CustomerHead data={data} showOrigins={() => setOrigins(true)} showPersons={() => setPersons(true)} />
      <Restraints customerId={customer_id} />
      <div className={css.grid}>
        <div className={css.left}>
          <CustomerWork customerId={customer_id} />
          <CustomerTags customerId={customer_id} />
          <Lines lines={data.lines} accounts={data.accounts} />
          <div className={css.charts}>
            <Bills bills={data.bills} />
            <UsageChart usage={data.usage} />
          </div>
          <div className={css.charts}>
            <ContactPoints data={data} />
            <Household data={data} />
          </div>
          <Consent customerId={customer_id} />
          <Characteristics items={data.characteristics} />
        </div>
        <Timeline customerId={customer_id} first={data.timeline} firstAt={at} />
      </div>
      {data.as_of && <p className={css.foot}>{t("profile.asOf", { day: day(data.as_of) })}</p>}
      <Origins data={data} open={origins} close={() => setOrigins(false)} />
      <PartyDrawer id={customer_id} open={persons} close={() => setPersons(false)} />
    </div>
  );
}
