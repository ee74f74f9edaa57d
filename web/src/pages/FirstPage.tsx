import { useTranslation } from "react-i18next";
import { Navigate } from "react-router";
import { useSession } from "@/features/access/session";
import { Nothing } from "@/ui/States";
import { MENU } from "./shell/menu";

/** Where a user begins: the workbench for who works on tasks, else the first screen of the menu. */
export function FirstPage() {
  const { t } = useTranslation();
  const { user, may } = useSession();
  const entries = MENU.flatMap((group) => [...group.entries]);
  // Who delivers data and starts runs without working on tasks begins at the sources.
  const first = !may("tasks.work") && may("data.load") ? "/sources" : entries.find((entry) => may(entry.needs))?.to;
  if (first) return <Navigate to={first} replace />;
  return (
    <Nothing title={<h1>{t("access.noRole.title")}</h1>}>{t("access.noRole.about", { login: user.login })}</Nothing>
  );
}
