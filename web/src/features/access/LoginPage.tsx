import type { ReactNode } from "react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SessionOut } from "@/api";
import type { Language } from "@/i18n";
import { Logo } from "@/ui/Logo";
import { usePageTitle } from "@/ui/Page";
import { LanguageSwitch } from "./LanguageSwitch";
import css from "./LoginPage.module.css";
import { CodeStep } from "./login/CodeStep";
import { EnrolStep } from "./login/EnrolStep";
import { PasswordStep } from "./login/PasswordStep";
import { useLoggedIn } from "./login/useLoggedIn";

/** Logging in, step by step: the password, then a second factor where one is asked for or must be set up. */
export default function LoginPage({ session }: { session: SessionOut }) {
  const { t } = useTranslation();
  usePageTitle(t("access.logIn"));
  const [chosen, setChosen] = useState<Language | null>(null);
  const next = useLoggedIn(chosen);
  return (
    <div className={css.page}>
      <div className={css.language}>
        <LanguageSwitch chosen={setChosen} />
      </div>
      <main className={css.card}>
        <Logo large />
        <Step session={session} next={next} />
      </main>
      <Lines />
    </div>
  );
}

function Step({ session, next }: { session: SessionOut; next: (session: SessionOut) => void }): ReactNode {
  if (session.waits_for === "second factor") return <CodeStep ways={session.ways ?? []} next={next} />;
  if (session.waits_for === "enrolment") return <EnrolStep next={next} />;
  return <PasswordStep next={next} />;
}

/** Lines between exchanges, drawn quietly behind the card. */
function Lines() {
  return (
    <svg className={css.lines} viewBox="0 0 1200 700" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <path d="M-20 560C260 560 240 150 560 150S900 470 1220 420" />
      <path d="M-20 610C330 610 300 240 610 240S920 560 1220 500" />
      <path d="M-20 660C400 660 360 330 660 330S940 640 1220 580" />
      <circle cx="560" cy="150" r="7" />
      <circle cx="610" cy="240" r="7" />
      <circle cx="660" cy="330" r="7" />
    </svg>
  );
}
