import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { usePageTitle } from "@/ui/Page";
import { Nothing } from "@/ui/States";

/** What an address without a screen shows. */
export function NotFoundPage() {
  const { t } = useTranslation();
  usePageTitle(t("ui.noPage.title"));
  return (
    <Nothing title={<h1>{t("ui.noPage.title")}</h1>}>
      <p>{t("ui.noPage.about")}</p>
      <Link to="/">{t("ui.toFirstPage")}</Link>
    </Nothing>
  );
}
