import { useMutation } from "@tanstack/react-query";
import { Button, Input, Popconfirm, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { handOutFile, type RequestOut, readReceipt } from "@/api";
import { useSession } from "@/features/access/session";
import { refresh } from "@/server";
import { Panel } from "@/ui/Panel";
import { ProblemNote } from "@/ui/States";
import { Grant, TakeBack } from "./Decision";
import css from "./requests.module.css";
import { DECIDED, METHODS, offer, useSteps } from "./steps";

type Props = { request: RequestOut };

/** The one thing that a request waits for, and the ways out. */
export function NextStep({ request }: Props) {
  const { t } = useTranslation();
  const hands = request.kind === "access" || request.kind === "portability";
  const decides = DECIDED.includes(request.kind);
  return (
    <Panel title={t(`requests.next.${request.state}`)}>
      <div className={css.stack}>
        {request.state === "received" && <Identify request={request} />}
        {request.kind === "deletion" && request.state === "identified" && <Approve request={request} />}
        {hands && ["identified", "done"].includes(request.state) && <HandOut request={request} />}
        {(request.state === "approved" || request.state === "working") && <span>{t("requests.erasing")}</span>}
        {decides && request.state === "identified" && <Grant request={request} />}
        {request.state === "done" && <Receipt request={request} />}
        {decides && request.state === "done" && <TakeBack request={request} />}
        {["received", "identified"].includes(request.state) && <WaysOut request={request} />}
      </div>
    </Panel>
  );
}

function Identify({ request }: Props) {
  const { t } = useTranslation();
  const [how, setHow] = useState<(typeof METHODS)[number]>("document");
  const { identify } = useSteps(request.id);
  return (
    <>
      <span className={css.quiet}>{t("requests.identifyAbout")}</span>
      <div className={css.row}>
        <Select
          className={css.grow ?? ""}
          value={how}
          aria-label={t("requests.identified")}
          onChange={setHow}
          options={METHODS.map((value) => ({ value, label: t(`requests.methods.${value}`) }))}
        />
        <Button type="primary" loading={identify.isPending} onClick={() => identify.mutate(how)}>
          {t("requests.identify")}
        </Button>
      </div>
      {identify.error && <ProblemNote error={identify.error} />}
    </>
  );
}

function Approve({ request }: Props) {
  const { t } = useTranslation();
  const { user, may } = useSession();
  const { approve } = useSteps(request.id);
  const mine = [request.received_by, request.identified_by].includes(user?.login ?? "");
  if (!may("privacy.approve") || mine) return <span className={css.quiet}>{t("requests.waitsForSecond")}</span>;
  return (
    <>
      <span className={css.quiet}>{t("requests.approveAbout")}</span>
      <div>
        <Popconfirm title={t("requests.approveSure")} okText={t("requests.approve")} onConfirm={() => approve.mutate()}>
          <Button danger type="primary" loading={approve.isPending}>
            {t("requests.approve")}
          </Button>
        </Popconfirm>
      </div>
      {approve.error && <ProblemNote error={approve.error} />}
    </>
  );
}

function HandOut({ request }: Props) {
  const { t } = useTranslation();
  const make = useMutation({
    mutationFn: async () => {
      const { data } = await handOutFile({ path: { number: request.id }, parseAs: "blob", throwOnError: true });
      offer(data as Blob, `${request.number}.zip`);
    },
    onSuccess: () => refresh("listRequests", "readRequest", "listChanges"),
  });
  return (
    <>
      <span className={css.quiet}>
        {t(request.kind === "portability" ? "requests.portableAbout" : "requests.fileAbout")}
      </span>
      <div>
        <Button type="primary" loading={make.isPending} onClick={() => make.mutate()}>
          {t("requests.file")}
        </Button>
      </div>
      {make.error && <ProblemNote error={make.error} />}
    </>
  );
}

function Receipt({ request }: Props) {
  const { t } = useTranslation();
  const read = useMutation({
    mutationFn: async () => {
      const { data } = await readReceipt({ path: { number: request.id }, parseAs: "blob", throwOnError: true });
      offer(data as Blob, `${request.number}.html`);
    },
  });
  return (
    <>
      <span className={css.quiet}>{t("requests.receiptAbout")}</span>
      <div>
        <Button type="primary" loading={read.isPending} onClick={() => read.mutate()}>
          {t("requests.receipt")}
        </Button>
      </div>
      {read.error && <ProblemNote error={read.error} />}
    </>
  );
}

function WaysOut({ request }: Props) {
  const { t } = useTranslation();
  const [why, setWhy] = useState("");
  const { refuse, extend } = useSteps(request.id);
  const said = why.trim();
  const error = refuse.error ?? extend.error;
  return (
    <>
      <div className={css.row}>
        <Input
          className={css.grow ?? ""}
          value={why}
          maxLength={200}
          aria-label={t("requests.why")}
          placeholder={t("requests.whyHint")}
          onChange={(event) => setWhy(event.target.value)}
        />
        <Button disabled={!said} loading={refuse.isPending} onClick={() => refuse.mutate(said)}>
          {t("requests.refuse")}
        </Button>
        {request.law === "gdpr" && !request.extended_why && (
          <Button disabled={!said} loading={extend.isPending} onClick={() => extend.mutate(said)}>
            {t("requests.extend")}
          </Button>
        )}
      </div>
      {error && <ProblemNote error={error} />}
    </>
  );
}
