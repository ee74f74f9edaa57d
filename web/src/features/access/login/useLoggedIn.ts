import { useCallback } from "react";
import { changeSession, type SessionOut } from "@/api";
import type { Language } from "@/i18n";
import { useNewSession } from "../session";

/** Goes to what the server says comes next. A language chosen on the login page is the user's choice from then on. */
export function useLoggedIn(chosen: Language | null): (session: SessionOut) => void {
  const start = useNewSession();
  return useCallback(
    (session) => {
      const language = session.user?.language;
      if (!language || !chosen || chosen === language) return start(session);
      void changeSession({ body: { language: chosen } }).then(({ data }) => start(data ?? session));
    },
    [start, chosen],
  );
}
