import { useTranslation } from "react-i18next";
import { problemOf } from "@/ui/problem";
import css from "../LoginPage.module.css";

const SAID = { 0: "ui.problem.offline", 429: "access.tooMany" } as const;

type Wrong = "access.wrong" | "access.login2.wrong" | "access.passkeys.wrong";

/** Why a step of the login did not succeed; `wrong` is what a refusal means at this step. */
export function LoginProblem({ error, wrong }: { error: unknown; wrong: Wrong }) {
  const { t } = useTranslation();
  if (!error) return null;
  const { status } = problemOf(error);
  const said = status === 401 ? wrong : (SAID[status as keyof typeof SAID] ?? "ui.problem.failed");
  return (
    <p role="alert" className={css.problem}>
      {t(said)}
    </p>
  );
}
