import { lazy, type ReactNode, Suspense } from "react";
import { ProblemNote } from "@/ui/States";
import { Waiting } from "@/ui/Waiting";
import { ZoneOf } from "@/ui/zone";
import { SessionOf, useServerSession } from "./session";

const LoginPage = lazy(() => import("./LoginPage"));

/** The app for who is logged in, the login page for everybody else; the address stays, so that one lands where one wanted. */
export function Gate({ children }: { children: ReactNode }) {
  const session = useServerSession();
  if (session.isPending) return <Waiting />;
  if (!session.data) return <ProblemNote error={session.error} retry={() => void session.refetch()} />;
  const user = session.data.user;
  if (user)
    return (
      <ZoneOf value={user.time_zone}>
        <SessionOf user={user}>{children}</SessionOf>
      </ZoneOf>
    );
  return (
    <Suspense fallback={<Waiting />}>
      <LoginPage session={session.data} />
    </Suspense>
  );
}
