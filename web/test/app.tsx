import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import i18next from "i18next";
import type { ReactNode } from "react";
import { MemoryRouter } from "react-router";
import { vi } from "vitest";
import type { SessionUser, SightOut } from "@/api";
import { SessionOf } from "@/features/access/session";
import { speak, startTranslations } from "@/i18n";
import { connect, queries } from "@/server";
import { Dress } from "@/ui/theme/Dress";

type Handler = (request: Request) => unknown | Promise<unknown>;

/** A refusal of the fake server: an RFC 9457 body with its status. */
export class Refusal {
  constructor(
    readonly status: number,
    readonly body: unknown,
  ) {}
}

/** What is seen where nothing is held back. */
export const EVERYTHING: SightOut = { purpose: "service", categories: {}, columns: {} };

export const LI: SessionUser = {
  id: 1,
  login: "li.na",
  name: "李娜",
  language: "en",
  team: { key: "care", name_zh: "客服组", name_en: "Care" },
  roles: ["agent"],
  role_names: [{ zh: "坐席", en: "Agent" }],
  permissions: ["alerts.read", "customers.read", "tasks.work"],
  purposes: ["service"],
  sight: EVERYTHING,
  time_zone: "Asia/Shanghai",
};

/**
 * The far end of the wire: answers by `METHOD /path`, and the requests that reached it, in order.
 * A request that no handler answers fails the test.
 */
export function serve(handlers: Record<string, Handler>): Request[] {
  const heard: Request[] = [];
  vi.stubGlobal("fetch", async (input: Request) => {
    heard.push(input.clone());
    const path = new URL(input.url).pathname;
    const handler = handlers[`${input.method} ${path}`];
    if (!handler) throw new Error(`nobody answers ${input.method} ${path}`);
    const answer = await handler(input);
    input.signal.throwIfAborted();
    const [status, body] = answer instanceof Refusal ? [answer.status, answer.body] : [200, answer];
    return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
  });
  return heard;
}

/** A part of the app in English, with a fresh memory of what was asked, as `user` sees it. */
export async function show(part: ReactNode, { user = LI, at = "/" }: { user?: SessionUser; at?: string } = {}) {
  queries.clear();
  if (i18next.isInitialized) await speak("en");
  else {
    connect();
    await startTranslations("en");
  }
  return render(
    <Dress>
      <QueryClientProvider client={queries}>
        <MemoryRouter initialEntries={[at]}>
          <SessionOf user={user}>{part}</SessionOf>
        </MemoryRouter>
      </QueryClientProvider>
    </Dress>,
  );
}
