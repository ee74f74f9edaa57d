import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RequestOut } from "@/api";
import { ProblemNote } from "@/ui/States";
import css from "./requests.module.css";
import { useSteps } from "./steps";

type Props = { request: RequestOut };

/** Grants what is asked, with the reason. */
export function Grant({ request }: Props) {
  const { t } = useTranslation();
  const { grant } = useSteps(request.id);
  return (
    <>
      <span className={css.quiet}>{t("requests.grantAbout")}</span>
      <Because label={t("requests.grant")} pending={grant.isPending} primary go={(why) => grant.mutate(why)} />
      {grant.error && <ProblemNote error={grant.error} />}
    </>
  );
}

/** Takes back what was granted, with the reason, as long as it holds. */
export function TakeBack({ request }: Props) {
  const { t } = useTranslation();
  const { takeBack } = useSteps(request.id);
  if (!request.right || request.right.taken_back_at) return null;
  return (
    <>
      <span className={css.quiet}>{t("requests.takeBackAbout")}</span>
      <Because label={t("requests.takeBack")} pending={takeBack.isPending} go={(why) => takeBack.mutate(why)} />
      {takeBack.error && <ProblemNote error={takeBack.error} />}
    </>
  );
}

type Ask = { label: string; pending: boolean; primary?: boolean; go: (why: string) => void };

function Because({ label, pending, primary = false, go }: Ask) {
  const { t } = useTranslation();
  const [why, setWhy] = useState("");
  const said = why.trim();
  return (
    <div className={css.row}>
      <Input
        className={css.grow ?? ""}
        value={why}
        maxLength={200}
        aria-label={`${label}: ${t("requests.why")}`}
        placeholder={t("requests.why")}
        onChange={(event) => setWhy(event.target.value)}
      />
      <Button type={primary ? "primary" : "default"} disabled={!said} loading={pending} onClick={() => go(said)}>
        {label}
      </Button>
    </div>
  );
}
