import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { listEvaluationsOptions } from "@/api/@tanstack/react-query.gen";
import { useFormat } from "@/ui/format";
import css from "./jobs.module.css";

/** When a published definition was last asked and answered, or since when that fails: one line of its card. */
export function Evaluated({ kind, of }: { kind: "tag" | "segment" | "rule"; of: string }) {
  const { t } = useTranslation();
  const { dateTime } = useFormat();
  const known = useQuery({ ...listEvaluationsOptions({ query: { kind } }), refetchInterval: 30_000 });
  const found = known.data?.items.find((each) => each.key === of);
  if (!found) return null;
  if (found.failed_at)
    return (
      <div className={css.error} role="alert" title={found.error}>
        {t("jobs.evaluationFailed", { at: dateTime(found.failed_at), error: found.error.split("\n")[0] })}
      </div>
    );
  return (
    <small className={css.evaluated}>
      {found.good_at ? t("jobs.evaluatedAt", { at: dateTime(found.good_at) }) : t("jobs.notEvaluated")}
    </small>
  );
}
