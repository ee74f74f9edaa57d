import { Button, Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { problemOf } from "./problem";
import css from "./States.module.css";

const TITLES = {
  0: "ui.problem.offline",
  403: "ui.problem.refused",
  404: "ui.problem.notFound",
  422: "ui.problem.invalid",
} as const;

/** What went wrong, where, and what to do; with a way to try again. */
export function ProblemNote({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const problem = problemOf(error);
  const title = TITLES[problem.status as keyof typeof TITLES] ?? "ui.problem.failed";
  return (
    <div className={css.state} role="alert">
      <strong>{t(title)}</strong>
      {problem.detail && <p>{problem.detail}</p>}
      {problem.where && <p className={css.where}>{t("ui.problem.where", { place: problem.where })}</p>}
      {problem.remedy && <p>{problem.remedy}</p>}
      {retry && problem.status !== 403 && problem.status !== 404 && (
        <Button size="small" onClick={retry}>
          {t("ui.retry")}
        </Button>
      )}
    </div>
  );
}

/** That there is nothing, and what would bring something. */
export function Nothing({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <div className={css.state}>
      <span className={css.quiet}>{title}</span>
      {children && <div className={css.hint}>{children}</div>}
    </div>
  );
}

type Query<T> = { data: T | undefined; error: unknown; isPending: boolean; refetch: () => unknown };

/** The content of a query once it is there; until then a skeleton, or what went wrong. */
export function Loaded<T>({
  query,
  rows = 4,
  children,
}: {
  query: Query<T>;
  rows?: number;
  children: (data: T) => ReactNode;
}) {
  const { t } = useTranslation();
  if (query.data !== undefined) return children(query.data);
  if (query.isPending)
    return (
      <div className={css.wait} role="status" aria-label={t("ui.loading")}>
        <Skeleton active title={false} paragraph={{ rows }} />
      </div>
    );
  return <ProblemNote error={query.error} retry={() => void query.refetch()} />;
}
