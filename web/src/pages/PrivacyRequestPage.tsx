import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import type { RequestOut } from "@/api";
import { readRequestOptions } from "@/api/@tanstack/react-query.gen";
import { NextStep } from "@/features/privacy/requests/NextStep";
import { Preview } from "@/features/privacy/requests/Preview";
import css from "@/features/privacy/requests/requests.module.css";
import { TONES } from "@/features/privacy/requests/steps";
import { useWord } from "@/ui/code";
import { Facts } from "@/ui/Facts";
import { useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { Pill } from "@/ui/Pill";
import { Loaded } from "@/ui/States";

const LOOK_EVERY_MS = 2000;
const RUNNING = ["approved", "working"];

/** One request: what comes next, what was done by whom, and what erasing would take away. */
export default function PrivacyRequestPage() {
  const { id = "" } = useParams();
  const found = useQuery({
    ...readRequestOptions({ path: { number: Number(id) } }),
    refetchInterval: ({ state }) => (state.data && RUNNING.includes(state.data.state) ? LOOK_EVERY_MS : false),
  });
  return <Loaded query={found}>{(data) => <Whole request={data} />}</Loaded>;
}

function Whole({ request }: { request: RequestOut }) {
  const { t } = useTranslation();
  const erases = request.kind === "deletion" && request.customer_id !== "" && request.state !== "refused";
  return (
    <Page
      title={`${request.number} · ${t(`requests.kinds.${request.kind}`)}`}
      about={
        <Pill tone={TONES[request.clock]} dot>
          {t(`requests.clocks.${request.clock}`)}
        </Pill>
      }
    >
      <div className={css.stack}>
        <NextStep request={request} />
        <Panel title={t("requests.facts")}>
          <Steps request={request} />
        </Panel>
        {erases && <Preview request={request} />}
      </div>
    </Page>
  );
}

type Item = { key: string; label: string; value: ReactNode; blank?: boolean; only?: RequestOut["kind"] };

/** What is asked more closely, and since when what was granted holds no more. */
function useAsked({ asked, withheld, right }: RequestOut): Item[] {
  const { t } = useTranslation();
  const word = useWord();
  const { day, dateTime, say } = useFormat();
  const back = right?.taken_back_at;
  return [
    {
      key: "asked",
      label: t("requests.field"),
      value: withheld
        ? t("requests.withheld", { field: word("field", asked.field ?? "") })
        : `${word("field", asked.field ?? "")}: ${asked.says || t("requests.nothing")} → ${asked.should_be}`,
      blank: !asked.field,
    },
    {
      key: "proof",
      label: t("requests.proof"),
      value: asked.proof && t(`requests.proofs.${asked.proof}`),
      blank: !asked.proof,
    },
    {
      key: "ground",
      label: t("requests.ground"),
      value: asked.ground && t(`requests.grounds.${asked.ground}`),
      blank: !asked.ground,
    },
    {
      key: "days",
      label: t("requests.days"),
      value: `${asked.since ? day(asked.since) : ""} – ${asked.until ? day(asked.until) : t("requests.lifted")}`,
      blank: !asked.ground,
    },
    {
      key: "objects",
      label: t("requests.objectsTo"),
      value: asked.objects_to?.map((each) => t(`requests.objects.${each}`)).join(" · "),
      blank: !asked.objects_to?.length,
    },
    {
      key: "decided",
      label: t("requests.decided"),
      value: asked.decided?.length ? (
        <ul className={css.lines}>
          {asked.decided.map((line) => (
            <li key={line.en}>{say(line)}</li>
          ))}
        </ul>
      ) : (
        t(withheld ? "requests.notShown" : "requests.nothing")
      ),
      blank: !asked.objects_to?.length,
    },
    {
      key: "back",
      label: t("requests.takenBack"),
      value: back && `${right?.taken_back_by}, ${dateTime(back)} · ${right?.taken_back_why}`,
      blank: !back,
    },
  ];
}

function Steps({ request }: { request: RequestOut }) {
  const { t } = useTranslation();
  const { day, dateTime } = useFormat();
  const by = (login: string, at: string | null) => (at ? `${login}, ${dateTime(at)}` : "–");
  const asked = useAsked(request);
  const items: Item[] = [
    {
      key: "customer",
      label: t("requests.customer"),
      value: request.customer_id ? (
        <Link to={`/customers/${request.customer_id}`}>{request.customer_id}</Link>
      ) : (
        t("requests.erased")
      ),
    },
    { key: "state", label: t("requests.state"), value: t(`requests.states.${request.state}`) },
    {
      key: "received",
      label: t("requests.received"),
      value: `${by(request.received_by, request.received_at)} · ${t(`requests.ways.${request.received_through as "call"}`)}`,
    },
    {
      key: "due",
      label: t("requests.due"),
      value: `${day(request.due_on)} · ${t(`requests.laws.${request.law}`)}`,
    },
    {
      key: "identified",
      label: t("requests.identified"),
      value: request.identified_how
        ? `${by(request.identified_by, request.identified_at)} · ${t(`requests.methods.${request.identified_how as "document"}`)}`
        : "–",
    },
    ...asked,
    {
      key: "approved",
      label: t("requests.approved"),
      value: by(request.approved_by, request.approved_at),
      only: "deletion",
    },
    { key: "closed", label: t("requests.closed"), value: by(request.closed_by, request.closed_at) },
    { key: "extended", label: t("requests.extended"), value: request.extended_why, blank: !request.extended_why },
    { key: "granted", label: t("requests.grantedWhy"), value: request.granted_why, blank: !request.granted_why },
    { key: "refused", label: t("requests.refused"), value: request.refused_why, blank: !request.refused_why },
  ];
  return <Facts wide items={items.filter((item) => !item.blank && (!item.only || item.only === request.kind))} />;
}
