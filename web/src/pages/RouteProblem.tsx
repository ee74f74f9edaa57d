import { useRouteError } from "react-router";
import { ProblemNote } from "@/ui/States";

/** What a screen that broke shows in its place: a chunk that is gone after an update is fetched anew by reloading. */
export function RouteProblem() {
  const error = useRouteError();
  return <ProblemNote error={error} retry={() => window.location.reload()} />;
}
