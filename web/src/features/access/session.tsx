import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo } from "react";
import type { SessionOut, SessionUser } from "@/api";
import { getSessionOptions, getSessionQueryKey } from "@/api/@tanstack/react-query.gen";
import { rememberedLanguage, speak } from "@/i18n";

/** `may` takes one permission, or several of which one is enough: `exports.ask or exports.approve`. */
type Session = { user: SessionUser; may: (permission: string) => boolean };

const Context = createContext<Session | null>(null);

/** Who is logged in, and what that user may do. */
export function useSession(): Session {
  const session = useContext(Context);
  if (!session) throw new Error("used outside of a session");
  return session;
}

export function SessionOf({ user, children }: { user: SessionUser; children: ReactNode }) {
  const session = useMemo(() => {
    const allowed = new Set(user.permissions);
    return { user, may: (permission: string) => permission.split(" or ").some((each) => allowed.has(each)) };
  }, [user]);
  return <Context value={session}>{children}</Context>;
}

/** The session as the server knows it. */
export function useServerSession() {
  const session = useQuery({ ...getSessionOptions(), staleTime: Number.POSITIVE_INFINITY });
  const language = session.data?.user?.language;
  useEffect(() => {
    if (language && language !== rememberedLanguage()) void speak(language);
  }, [language]);
  return session;
}

const nameOf = (key: readonly unknown[]) => (key[0] as { _id?: string } | undefined)?._id;

/** Puts a new session in the place of the old one and forgets what belonged to it. */
export function useNewSession() {
  const queries = useQueryClient();
  return useCallback(
    (session: SessionOut) => {
      queries.setQueryData(getSessionQueryKey(), session);
      queries.removeQueries({ predicate: (query) => nameOf(query.queryKey) !== nameOf(getSessionQueryKey()) });
    },
    [queries],
  );
}
