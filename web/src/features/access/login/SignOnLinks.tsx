import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { listSignOnProvidersOptions } from "@/api/@tanstack/react-query.gen";
import { useFormat } from "@/ui/format";
import css from "../LoginPage.module.css";

const WHY = ["refused", "late", "unknown", "taken", "locked", "unavailable"] as const;
type Why = (typeof WHY)[number];

/** The ways to sign on from elsewhere; each leads back to the screen that was asked for. */
export function SignOnLinks() {
  const { t } = useTranslation();
  const { say } = useFormat();
  const providers = useQuery({ ...listSignOnProvidersOptions(), staleTime: Number.POSITIVE_INFINITY });
  const here = window.location.pathname;
  return (
    <>
      {providers.data?.items.map((provider) => (
        <Button
          key={provider.key}
          block
          size="large"
          href={`/api/session/sign-on/${provider.key}?next=${encodeURIComponent(here)}`}
        >
          {t("access.signOn.with", { name: say({ zh: provider.name_zh, en: provider.name_en }) })}
        </Button>
      ))}
    </>
  );
}

/** Why a provider's user was not let in, as the address says it by a word of a closed list. */
export function SignOnProblem() {
  const { t } = useTranslation();
  const told = new URLSearchParams(window.location.search).get("sign_on");
  if (!WHY.includes(told as Why)) return null;
  return (
    <p role="alert" className={css.problem}>
      {t(`access.signOn.why.${told as Why}`)}
    </p>
  );
}
