import { useMutation, useQuery } from "@tanstack/react-query";
import { Modal, Radio, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Asked, type NewRequest as Body, receiveRequest } from "@/api";
import { findCustomersOptions } from "@/api/@tanstack/react-query.gen";
import { refresh } from "@/server";
import { phone } from "@/ui/format";
import { ProblemNote } from "@/ui/States";
import { useLate } from "@/ui/useLate";
import { AskedFields, isAsked } from "./AskedFields";
import css from "./requests.module.css";
import { KINDS, WAYS } from "./steps";

type Props = { customerId?: string; close: () => void; done: (id: number) => void };

/** Takes down what a customer asks for; on the customer's own page it is known who. */
export function NewRequest({ customerId, close, done }: Props) {
  const { t } = useTranslation();
  const [customer, setCustomer] = useState(customerId ?? "");
  const [kind, setKind] = useState<Body["kind"]>("access");
  const [asked, setAsked] = useState<Asked>({});
  const [through, setThrough] = useState<Body["through"]>("call");
  const [law, setLaw] = useState<NonNullable<Body["law"]> | "">("");
  const take = useMutation({
    mutationFn: () =>
      receiveRequest({ body: { customer_id: customer, kind, through, law: law || null, asked }, throwOnError: true }),
    onSuccess: async ({ data }) => {
      await refresh("listRequests", "listChanges");
      done(data.id);
    },
  });
  return (
    <Modal
      open
      title={t("requests.new")}
      okText={t("requests.take")}
      okButtonProps={{ disabled: !customer || !isAsked(kind, asked) }}
      confirmLoading={take.isPending}
      onOk={() => take.mutate()}
      onCancel={close}
    >
      <div className={css.form}>
        {!customerId && <FindCustomer choose={setCustomer} />}
        <Radio.Group vertical value={kind} onChange={(event) => setKind(event.target.value)}>
          {KINDS.map((value) => (
            <Radio key={value} value={value}>
              {t(`requests.asks.${value}`)}
            </Radio>
          ))}
        </Radio.Group>
        <AskedFields kind={kind} asked={asked} change={setAsked} />
        {/* biome-ignore lint/a11y/noLabelWithoutControl: antd's Select is the control */}
        <label>
          {t("requests.through")}
          <Select
            value={through}
            onChange={setThrough}
            options={WAYS.map((value) => ({ value, label: t(`requests.ways.${value}`) }))}
          />
        </label>
        {/* biome-ignore lint/a11y/noLabelWithoutControl: as above */}
        <label>
          {t("requests.law")}
          <Select
            value={law}
            onChange={setLaw}
            options={(["", "pipl", "gdpr"] as const).map((value) => ({
              value,
              label: t(`requests.laws.${value || "usual"}`),
            }))}
          />
        </label>
        {take.error && <ProblemNote error={take.error} />}
      </div>
    </Modal>
  );
}

/** Finds a customer by name or number. */
export function FindCustomer({ choose }: { choose: (id: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const q = useLate(text.trim(), 200);
  const found = useQuery({ ...findCustomersOptions({ query: { q, limit: 8 } }), enabled: q.length > 0 });
  return (
    <Select
      showSearch={{ filterOption: false, onSearch: setText }}
      className={css.find ?? ""}
      aria-label={t("requests.customer")}
      placeholder={t("requests.find")}
      notFoundContent={q ? t("requests.nobody") : null}
      onChange={(id: string) => choose(id)}
      options={(found.data?.items ?? []).map((hit) => ({
        value: hit.customer_id,
        label: [hit.name ?? hit.customer_id, hit.phone && phone(hit.phone), hit.city].filter(Boolean).join(" · "),
      }))}
    />
  );
}
