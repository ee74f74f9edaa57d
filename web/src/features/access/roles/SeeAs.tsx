import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type CategoryOut, previewRole } from "@/api";
import { findCustomersOptions, listUsersOptions } from "@/api/@tanstack/react-query.gen";
import { useWord } from "@/ui/code";
import { phone } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { Loaded, Nothing } from "@/ui/States";
import { useLate } from "@/ui/useLate";
import type { Purpose, Sees } from "./role";
import css from "./roles.module.css";
import { Sides } from "./Sides";

type Props = { sees: Sees[]; categories: CategoryOut[]; isDraft?: boolean };

/** One customer as the user sees them, beside what holders of a role see. */
export function SeeAs({ sees, categories, isDraft = false }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const [wanted, setPurpose] = useState<Purpose | null>(null);
  const [customer, setCustomer] = useState<string | null>(null);
  const [login, setLogin] = useState("");
  const seeing = sees.find((each) => each.purpose === wanted) ?? sees[0];
  const late = useLate(sees, 400);
  const asked = { body: { sees: late }, purpose: seeing?.purpose ?? "service", customer_id: customer ?? "" };
  const shown = useQuery({
    queryKey: [{ _id: "previewRole" }, asked, login],
    queryFn: async ({ signal }) =>
      (await previewRole({ body: { ...asked, as_login: login }, signal, throwOnError: true })).data,
    enabled: customer !== null && late.some((each) => each.purpose === seeing?.purpose),
    placeholderData: keepPreviousData,
  });
  if (!seeing)
    return (
      <Panel title={t("roles.seeAs.title")}>
        <Nothing title={t("roles.seeAs.noPurpose")} />
      </Panel>
    );
  return (
    <Panel title={t("roles.seeAs.title")} extra={isDraft && t("roles.seeAs.draft")}>
      <div className={css.asked}>
        <Segmented<Purpose>
          aria-label={t("roles.seeAs.purpose")}
          value={seeing.purpose}
          onChange={setPurpose}
          options={sees.map(({ purpose }) => ({ value: purpose, label: word("purpose", purpose) }))}
        />
        <CustomerPick customer={customer} choose={setCustomer} />
        {seeing.customers !== "all" && <UserPick login={login} choose={setLogin} />}
      </div>
      {customer === null ? (
        <Nothing title={t("roles.seeAs.pick")} />
      ) : (
        <Loaded query={shown} rows={8}>
          {(preview) => <Sides preview={preview} categories={categories} />}
        </Loaded>
      )}
    </Panel>
  );
}

function CustomerPick({ customer, choose }: { customer: string | null; choose: (id: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const q = useLate(text.trim(), 200);
  const found = useQuery({
    ...findCustomersOptions({ query: { q, limit: 10 } }),
    placeholderData: keepPreviousData,
  });
  return (
    <Select<string>
      className={css.customer}
      showSearch={{ filterOption: false, onSearch: setText }}
      value={customer}
      placeholder={t("roles.seeAs.find")}
      aria-label={t("roles.seeAs.customer")}
      onChange={choose}
      loading={found.isFetching}
      options={(found.data?.items ?? []).map((hit) => ({
        value: hit.customer_id,
        label: [hit.name ?? hit.customer_id, hit.phone && phone(hit.phone), hit.city].filter(Boolean).join(" · "),
      }))}
    />
  );
}

function UserPick({ login, choose }: { login: string; choose: (login: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const search = useLate(text.trim(), 200);
  const users = useQuery({ ...listUsersOptions({ query: { search, limit: 20 } }), placeholderData: keepPreviousData });
  return (
    <Select<string>
      className={css.customer}
      showSearch={{ filterOption: false, onSearch: setText }}
      title={t("roles.seeAs.asHint")}
      value={login}
      aria-label={t("roles.seeAs.as")}
      onChange={choose}
      options={[
        { value: "", label: t("roles.seeAs.me") },
        ...(users.data?.items ?? []).map((user) => ({ value: user.login, label: `${user.name} · ${user.login}` })),
      ]}
    />
  );
}
