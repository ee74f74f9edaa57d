import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { listAllExportsOptions } from "@/api/@tanstack/react-query.gen";
import { useSession } from "@/features/access/session";
import css from "./exports.module.css";

const EVERY_MS = 60_000;

/** How many exports wait for a decision of the user; nothing where none does. */
export function WaitingExports() {
  const { t } = useTranslation();
  const { may } = useSession();
  const found = useQuery({
    ...listAllExportsOptions({ query: { scope: "waiting", limit: 1 } }),
    enabled: may("exports.approve"),
    refetchInterval: EVERY_MS,
  });
  const count = found.data?.waiting ?? 0;
  return count > 0 ? (
    <output className={css.waiting} aria-label={t("exports.waiting", { count })}>
      {count}
    </output>
  ) : null;
}
