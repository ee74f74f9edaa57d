import { DownloadOutlined, PrinterOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RegisterOut } from "@/api";
import { getRegisterOptions } from "@/api/@tanstack/react-query.gen";
import { Activities } from "@/features/privacy/register/Activities";
import { Filters } from "@/features/privacy/register/Filters";
import { EVERYTHING, narrow } from "@/features/privacy/register/find";
import css from "@/features/privacy/register/register.module.css";
import type { Language } from "@/i18n";
import { Facts } from "@/ui/Facts";
import { NOTHING, useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { Loaded, Nothing } from "@/ui/States";

/** What is done with personal data, generated from the definitions; searched, narrowed, and handed out as a file. */
export default function RegisterPage() {
  const { t, i18n } = useTranslation();
  const register = useQuery(getRegisterOptions());
  const file = (form: string) => `/api/register/file?form=${form}&language=${i18n.language.slice(0, 2)}`;
  return (
    <Page
      title={t("register.title")}
      about={t("register.about")}
      actions={
        <>
          <Button icon={<DownloadOutlined />} href={file("csv")}>
            {t("register.csv")}
          </Button>
          <Button icon={<PrinterOutlined />} href={file("html")}>
            {t("register.html")}
          </Button>
        </>
      }
    >
      <Loaded query={register} rows={10}>
        {(data) => <Register register={data} />}
      </Loaded>
    </Page>
  );
}

function Register({ register }: { register: RegisterOut }) {
  const { t, i18n } = useTranslation();
  const { say, count } = useFormat();
  const [by, change] = useState(EVERYTHING);
  const items = narrow(register.items, by, i18n.language as Language);
  return (
    <>
      <Controller register={register} />
      {register.missing > 0 && <p className={css.warning}>{t("register.missingCount", { count: register.missing })}</p>}
      <Panel title={t("register.activities", { shown: count(items.length), total: count(register.total) })} flush>
        <Filters register={register} by={by} change={change} />
        {items.length === 0 ? (
          <Nothing title={t("register.nothing")} />
        ) : (
          <Activities items={items} register={register} />
        )}
      </Panel>
      <Panel title={t("register.measures")}>
        <ul className={css.measures}>
          {register.measures.map((measure) => (
            <li key={measure.en}>{say(measure)}</li>
          ))}
        </ul>
      </Panel>
    </>
  );
}

function Controller({ register }: { register: RegisterOut }) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const { controller } = register;
  if (!controller) return <p className={css.warning}>{t("register.noController")}</p>;
  return (
    <Panel title={t("register.controller")}>
      <Facts
        items={[
          { key: "name", label: t("register.name"), value: say(controller.name) },
          { key: "address", label: t("register.address"), value: say(controller.address) },
          { key: "contact", label: t("register.contact"), value: controller.contact },
          { key: "officer", label: t("register.officer"), value: controller.officer },
          {
            key: "abroad",
            label: t("register.abroad"),
            value: controller.abroad ? say(controller.abroad) : NOTHING,
          },
        ]}
      />
    </Panel>
  );
}
