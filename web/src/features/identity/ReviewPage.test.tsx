import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import type { PairDetail, PairQueue, QueuePair } from "@/api";
import ReviewPage from "@/pages/ReviewPage";
import { LI, Refusal, serve, show } from "../../../test/app";

const side = (system: string, name: string): QueuePair["sides"][number] => ({
  system,
  party_ref: `${system}-1`,
  name,
  phone: null,
  email: null,
  birth_date: null,
  address: null,
  party_id: `C-${name}`,
  persons: 1,
  accounts: 1,
});
const queued = (id: string, one: string, other: string): QueuePair => ({
  pair_id: id,
  rule: "weight",
  evidence: null,
  weight: 5,
  probability: 0.97,
  pairs: 1,
  sides: [side("billing", one), side("shop", other)],
});
const queue: PairQueue = {
  items: [queued("p1", "Ann Li", "Anne Lee"), queued("p2", "Ben Wu", "Ben Woo")],
  total: 2,
  waiting: 5,
  customers: 2,
  systems: [{ system: "billing", pairs: 2 }],
  known_systems: ["billing", "shop"],
  decided: 0,
};
const detail = ({ pair_id, sides }: QueuePair): PairDetail => ({
  pair_id,
  verdict: "review",
  rule: "weight",
  evidence: null,
  weight: 5,
  probability: 0.97,
  prior_weight: -10,
  bars: [
    { comparison: "phone", level: "shared", weight: 19 },
    { comparison: "name", level: "otherwise", weight: -4 },
  ],
  decision: null,
  sides: sides.map(({ system, party_ref, party_id, name }) => ({
    system,
    party_ref,
    party_id,
    name,
    sources: [`${system}.people`],
    updated_at: null,
    accounts: [],
    lines: [],
    last_contact_at: null,
    last_contact_channel: null,
    mates: [],
  })),
  fields: [{ field: "name", one: [sides[0]?.name ?? ""], other: [sides[1]?.name ?? ""], agreement: "differs" }],
  decisions: [],
});
const user = { ...LI, permissions: [...LI.permissions, "identity.review"] };
const rederivation = { step: "none", progress: "", error: "" };

const answers = (decide: (request: Request) => unknown) => ({
  "GET /api/identity/pairs": () => queue,
  "GET /api/identity/rederivation": () => rederivation,
  ...Object.fromEntries(queue.items.map((pair) => [`GET /api/identity/pairs/${pair.pair_id}`, () => detail(pair)])),
  ...Object.fromEntries(queue.items.map((pair) => [`POST /api/identity/pairs/${pair.pair_id}/decision`, decide])),
  "POST /api/identity/decisions/withdraw": () => ({ pair_ids: ["p1"], rederivation }),
});

beforeEach(() => {
  Element.prototype.scrollIntoView = vi.fn();
  vi.stubGlobal("matchMedia", (query: string) => ({
    matches: query.includes("min-width"),
    addEventListener: () => {},
    removeEventListener: () => {},
    addListener: () => {},
    removeListener: () => {},
  }));
});

it("shows the first pair side by side, with the bars that add up to its weight", async () => {
  serve(answers(() => ({})));
  await show(<ReviewPage />, { user, at: "/identity" });
  const table = await screen.findByRole("table", { name: "Side by side" });
  expect(within(table).getAllByText("Ann Li").length).toBeGreaterThan(0);
  expect(within(table).getByText("differs")).toBeTruthy();
  const bars = within(screen.getByRole("figure")).getAllByRole("listitem");
  expect(bars.map((bar) => bar.textContent)).toEqual([
    "Any two persons−10.0",
    "Phoneone in common+19.0",
    "Namediffers−4.0",
    "Match weight+5.0",
  ]);
});

it("S says same with the reason, goes to the next pair, and U takes it back", async () => {
  const keys = userEvent.setup();
  const heard = serve(answers(() => ({ pair_ids: ["p1"], rederivation })));
  await show(<ReviewPage />, { user, at: "/identity" });
  await keys.type(await screen.findByLabelText("Reason (optional)"), "same id card");
  await keys.keyboard("{Escape}s");
  await screen.findByText("Said to be one person");
  const said = heard.find((request) => request.method === "POST");
  expect(await said?.json()).toEqual({ verdict: "same", why: "same id card" });
  await waitFor(() => expect(within(screen.getByRole("table")).getAllByText("Ben Wu").length).toBeGreaterThan(0));
  expect(within(screen.getByRole("list", { name: "Pairs that wait" })).queryByText("Ann Li")).toBeNull();
  await keys.keyboard("u");
  await screen.findByText("Taken back: the match policy decides again");
  expect(within(screen.getByRole("list", { name: "Pairs that wait" })).getByText("Ann Li")).toBeTruthy();
});

it("a word that contradicts others is told with what to do, and the pair stays", async () => {
  const keys = userEvent.setup();
  const refusal = {
    title: "Refused",
    status: 403,
    detail: "They would be one and apart at once",
    where: "",
    do: "Withdraw one",
  };
  serve(answers(() => new Refusal(403, refusal)));
  await show(<ReviewPage />, { user, at: "/identity" });
  await screen.findByRole("table", { name: "Side by side" });
  await keys.keyboard("d");
  await screen.findByText("They would be one and apart at once");
  expect(screen.getByText("Withdraw one")).toBeTruthy();
  expect(within(screen.getByRole("list", { name: "Pairs that wait" })).getByText("Ann Li")).toBeTruthy();
});

it("asks for what matters most of the customers, says how many wait, and shows all at a click", async () => {
  const keys = userEvent.setup();
  const heard = serve(answers(() => ({})));
  await show(<ReviewPage />, { user, at: "/identity" });
  await screen.findByText("5 pairs wait, 2 of them with an account at stake");
  const asked = () => heard.filter(({ url }) => url.includes("/api/identity/pairs?")).map(({ url }) => new URL(url));
  expect(Object.fromEntries(asked()[0]?.searchParams ?? [])).toMatchObject({ sort: "worth", concerning: "customers" });
  await keys.click(screen.getByText("All"));
  await waitFor(() => expect(asked().at(-1)?.searchParams.get("concerning")).toBe("all"));
});

it("leads from an empty queue of customers to the others who wait", async () => {
  const keys = userEvent.setup();
  const none = { ...queue, items: [], total: 0, customers: 0, waiting: 3 };
  const heard = serve({
    "GET /api/identity/pairs": () => none,
    "GET /api/identity/rederivation": () => rederivation,
  });
  await show(<ReviewPage />, { user, at: "/identity" });
  await screen.findByText("No pair that concerns a customer waits");
  await keys.click(screen.getByRole("button", { name: "Show all" }));
  await waitFor(() => expect(heard.some(({ url }) => url.includes("concerning=all"))).toBe(true));
});

it("says when nothing waits", async () => {
  serve({
    "GET /api/identity/pairs": () => ({ ...queue, items: [], total: 0, waiting: 0, customers: 0, decided: 3 }),
    "GET /api/identity/rederivation": () => rederivation,
  });
  await show(<ReviewPage />, { user, at: "/identity" });
  await screen.findByText("No pair waits for a decision");
  expect(screen.getByText("3 decisions so far")).toBeTruthy();
});
