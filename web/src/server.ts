import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import i18next from "i18next";
import type { SessionOut } from "@/api";
import { getSessionQueryKey } from "@/api/@tanstack/react-query.gen";
import { client } from "@/api/client.gen";
import { Problem, problemOf } from "@/ui/problem";

const PURPOSE = "Tieline-Purpose";
const PURPOSE_STORE = "tieline.purpose";
const READS = new Set(["GET", "HEAD", "OPTIONS"]);

/** The token that the server wants back with every write. Behind TLS its cookie has the prefix, which goes first. */
export function csrfToken(): string {
  const named = (name: string) => new RegExp(`(?:^|;\\s*)${name}=([^;]+)`).exec(document.cookie)?.[1];
  return named("__Host-csrftoken") ?? named("csrftoken") ?? "";
}

/** What data is read for in this tab, where the user chose it; null where each page asks for what it is for. */
export function chosenPurpose(): string | null {
  const chosen = sessionStorage.getItem(PURPOSE_STORE);
  // Somebody else may have logged in here since.
  const user = queries.getQueryData<SessionOut>(getSessionQueryKey())?.user;
  return user && chosen !== null && !user.purposes.some((purpose) => purpose === chosen) ? null : chosen;
}

/** Reads for another purpose from now on, in this tab: what was read for the former one is forgotten. */
export async function choosePurpose(purpose: string | null): Promise<void> {
  if (purpose === null) sessionStorage.removeItem(PURPOSE_STORE);
  else sessionStorage.setItem(PURPOSE_STORE, purpose);
  await refresh("getSession");
  await queries.resetQueries({ predicate: ({ queryKey }) => nameOf(queryKey) !== "getSession" });
}

/**
 * What the page needs of the way to the server: same origin, the CSRF token, the reader's language, the purpose that
 * was chosen, errors as `Problem`.
 */
export function connect(): void {
  client.setConfig({ baseUrl: window.location.origin, credentials: "same-origin" });
  client.interceptors.request.use((request) => {
    request.headers.set("Accept-Language", i18next.language);
    const purpose = chosenPurpose();
    if (purpose) request.headers.set(PURPOSE, purpose);
    if (!READS.has(request.method)) request.headers.set("X-CSRFToken", csrfToken());
    return request;
  });
  client.interceptors.error.use((error, response) => problemOf(error, response));
  // What the server says in words, it says in the language that was chosen when it was asked.
  i18next.on("languageChanged", () => void queries.invalidateQueries());
}

/** Only what may pass by itself is tried again: an unreachable server, and `Unavailable`. */
function tryAgain(count: number, error: unknown): boolean {
  const status = error instanceof Problem ? error.status : -1;
  return (status === 0 || status === 503) && count < 2;
}

/** An answer that nobody is logged in (any more) leads to the login page: who is logged in is asked anew. */
function onError(error: unknown): void {
  if (error instanceof Problem && error.status === 401) void refresh("getSession");
}

export const queries = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: { staleTime: 20_000, retry: tryAgain, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});

const nameOf = (key: readonly unknown[]) => (key[0] as { _id?: string } | undefined)?._id ?? "";

/** Asks anew for what is on screen of these operations (`listTasks`), after a write that changed it. */
export function refresh(...operations: string[]): Promise<void> {
  const changed = new Set(operations);
  return queries.invalidateQueries({
    predicate: ({ queryKey }) => changed.has(nameOf(queryKey)),
  });
}
