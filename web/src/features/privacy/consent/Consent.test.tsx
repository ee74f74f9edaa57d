import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { ConsentCell, ConsentStatementShape, CustomerConsents } from "@/api";
import { LI, serve, show } from "../../../../test/app";
import { Consent } from "./Consent";

const cell = (purpose: string, channel: string, verdict: string, statement: string | null = null): ConsentCell => ({
  purpose,
  channel,
  topic: "",
  allowed: verdict === "yes" || (purpose === "service" && verdict !== "no"),
  verdict,
  statement,
  since: null,
  until: null,
});
const SAID: ConsentStatementShape = {
  key: "shop.consents:F1",
  purpose: "marketing",
  channel: "sms",
  topic: "",
  said: "no",
  at: "2026-01-05T02:00:00Z",
  time_zone: "",
  expires_at: null,
  speaker: "customer",
  system: "shop",
  text: "",
  text_key: "",
  text_version: "",
  place: "shop",
  place_name: "Station Road",
  taken_by: "li.na",
  note: "",
  binds: true,
  decides: true,
};
const CHANNELS = ["call", "sms", "email", "app"];
const DATA: CustomerConsents = {
  customer_id: "C1",
  of_age_from: null,
  cells: [
    ...CHANNELS.map((channel) => cell("service", channel, "unknown")),
    ...CHANNELS.map((channel) =>
      channel === "sms" ? cell("marketing", "sms", "no", SAID.key) : cell("marketing", channel, "unknown"),
    ),
  ],
  statements: [SAID],
  texts: [
    {
      key: "offers",
      version: 3,
      name: { zh: "优惠", en: "Offers" },
      text: { zh: "是否同意？", en: "May we tell you about offers?" },
      purpose: "marketing",
      channels: ["call", "sms"],
      topics: [],
      months: 24,
    },
  ],
  topics: [],
};
const user = { ...LI, permissions: [...LI.permissions, "consents.record"] };
const answers = { "GET /api/customers/C1/consents": () => DATA, "POST /api/customers/C1/consents": () => DATA };

it("a cell tells what holds and why, with who took it down where", async () => {
  serve(answers);
  await show(<Consent customerId="C1" />, { user });
  expect(await screen.findByRole("button", { name: "Service · Phone: None" })).toHaveTextContent("Allowed");
  await userEvent.click(screen.getByRole("button", { name: "Marketing · Text: No" }));
  expect(await screen.findByText("By this objection:")).toBeInTheDocument();
  expect(screen.getByText(/Station Road/)).toBeInTheDocument();
  expect(screen.getByText(/li\.na/)).toBeInTheDocument();
});

it("a yes is written down for the channels of the words that are read out", async () => {
  const heard = serve(answers);
  await show(<Consent customerId="C1" />, { user });
  await userEvent.click(await screen.findByRole("button", { name: "Record" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.getByText("May we tell you about offers?")).toBeInTheDocument();
  expect(dialog.queryByRole("checkbox", { name: "E-mail" })).toBeNull();
  await userEvent.click(dialog.getByRole("button", { name: "Write down" }));
  await waitFor(() => expect(heard.some(({ method }) => method === "POST")).toBe(true));
  const sent: unknown = await heard.find(({ method }) => method === "POST")?.json();
  expect(sent).toMatchObject({ said: "yes", purpose: "marketing", text_key: "offers", channels: ["call", "sms"] });
});

it("who may not write it down sees no way to", async () => {
  serve(answers);
  await show(<Consent customerId="C1" />, { user: LI });
  await screen.findByRole("button", { name: "History (1)" });
  expect(screen.queryByRole("button", { name: "Record" })).toBeNull();
});
