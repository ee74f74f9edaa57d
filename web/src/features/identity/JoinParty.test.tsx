import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { PartyMadeOf, PersonCard } from "@/api";
import { LI, Refusal, serve, show } from "../../../test/app";
import { PartyDrawer } from "./PartyDrawer";

const card = (system: string, party_ref: string, name: string, accounts: number): PersonCard => ({
  system,
  party_ref,
  rule: "alone",
  evidence: null,
  weight: null,
  decided_by: null,
  name,
  phones: [],
  emails: [],
  birth_dates: [],
  addresses: [],
  accounts,
  updated_at: null,
});
const party = (party_id: string, ...persons: PersonCard[]): PartyMadeOf => ({
  party_id,
  since: null,
  former_ids: [],
  persons,
  ties: [],
  decisions: [],
});
const ANN = party("CA", card("app", "1", "Ann Li", 0), card("billing", "7", "Li Ann", 1));
const ANNE = party("CB", card("shop", "2", "Anne Lee", 1));
const rederivation = { step: "none", progress: "", error: "" };
const hit = { customer_id: "CB", name: "Anne Lee", phone: null, plan: "5G", city: null, matched: [] };
const user = { ...LI, permissions: [...LI.permissions, "identity.review"] };
const answers = (join: () => unknown) => ({
  "GET /api/identity/rederivation": () => rederivation,
  "GET /api/identity/parties/CA": () => ANN,
  "GET /api/identity/parties/CB": () => ANNE,
  "GET /api/customers": () => ({ items: [{ ...hit, customer_id: "CA" }, hit], total: 2, total_is_exact: true }),
  "POST /api/identity/joins": join,
  "POST /api/identity/decisions/withdraw": () => ({ pair_ids: ["p"], rederivation }),
});
const open = () => show(<PartyDrawer id="CA" open close={() => {}} />, { user });

/** Finds the other customer by the keyboard alone. */
async function choose(keys: ReturnType<typeof userEvent.setup>) {
  await keys.type(await screen.findByRole("searchbox", { name: "Find the other customer" }), "anne");
  const hits = within(await screen.findByRole("list", { name: "Customers found" }));
  expect(hits.getAllByRole("button").map((each) => each.textContent)).toEqual(["Anne Lee 5G"]);
  await keys.tab();
  await keys.keyboard("{Enter}");
}

it("another customer is found, looked at and joined by the keyboard, and the word is taken back", async () => {
  const keys = userEvent.setup();
  const heard = serve(answers(() => ({ pair_ids: ["p"], rederivation })));
  await open();
  await choose(keys);
  const join = within(screen.getByRole("region", { name: "The same person as another customer?" }));
  const will = await join.findByRole("status");
  expect(will.textContent).toContain(
    "Ann Li and Anne Lee become one customer with 3 records of persons and 2 accounts",
  );
  expect(join.getByText("Both hold accounts: make sure that it is not two people.")).toBeTruthy();
  expect(join.getByRole("button", { name: "Make them one customer" })).toHaveProperty("disabled", true);
  await keys.keyboard("same id card{Enter}");
  await screen.findByText("Said to be one customer");
  const said = heard.find(({ url }) => url.endsWith("/joins"));
  expect(await said?.json()).toEqual({
    persons: [
      { system: "billing", party_ref: "7" },
      { system: "shop", party_ref: "2" },
    ],
    why: "same id card",
  });
  await keys.click(screen.getByRole("button", { name: "Undo" }));
  await waitFor(() => expect(heard.some(({ url }) => url.endsWith("/decisions/withdraw"))).toBe(true));
});

it("a word that contradicts others is told, and nothing is joined", async () => {
  const keys = userEvent.setup();
  const refusal = { title: "Refused", status: 403, detail: "They would be one and apart at once", where: "", do: "" };
  serve(answers(() => new Refusal(403, refusal)));
  await open();
  await choose(keys);
  const join = within(screen.getByRole("region", { name: "The same person as another customer?" }));
  await keys.type(await join.findByLabelText("Reason"), "seen{Enter}");
  await screen.findByText("They would be one and apart at once");
  expect(join.getByRole("status")).toBeTruthy();
});

it("who may not decide is not asked", async () => {
  serve(answers(() => ({})));
  await show(<PartyDrawer id="CA" open close={() => {}} />);
  await screen.findByText("Ann Li");
  expect(screen.queryByRole("searchbox")).toBeNull();
});
