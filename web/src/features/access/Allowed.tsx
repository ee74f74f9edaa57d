import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { usePageTitle } from "@/ui/Page";
import { Nothing } from "@/ui/States";
import { useSession } from "./session";

/** The screen, or a plain word on what is lacking where a user followed an address without the permission. */
export function Allowed({ to, children }: { to: string; children: ReactNode }) {
  const { may } = useSession();
  return may(to) ? children : <NotAllowed permission={to} />;
}

function NotAllowed({ permission }: { permission: string }) {
  const { t } = useTranslation();
  usePageTitle(t("access.notAllowed.title"));
  return (
    <Nothing title={<h1>{t("access.notAllowed.title")}</h1>}>
      <p>{t("access.notAllowed.about", { permission })}</p>
      <Link to="/">{t("ui.toFirstPage")}</Link>
    </Nothing>
  );
}
