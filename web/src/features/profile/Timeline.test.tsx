import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { Timeline as Page, TimelineEntry } from "@/api";
import { serve, show } from "../../../test/app";
import { Timeline } from "./Timeline";

const entry = (entry_id: string, rest: Partial<TimelineEntry> = {}): TimelineEntry => ({
  entry_id,
  entry: "contact",
  at: "2026-03-01T02:00:00Z",
  system: "callcentre",
  channel: "call",
  direction: "inbound",
  kind: "call",
  reason: "bill question",
  is_complaint: null,
  resolved: null,
  duration_seconds: null,
  text: null,
  language: null,
  rating: null,
  response: null,
  handled_by: null,
  item: null,
  category: null,
  amount: null,
  status: null,
  is_pending: false,
  ...rest,
});
const PATH = "GET /api/customers/C1/timeline";
const first: Page = { items: [entry("1", { text: "the newest" })], next: "cursor-1" };
const timeline = <Timeline customerId="C1" first={first} firstAt={Date.now()} />;

it("shows what came with the page without asking again, and older entries on demand", async () => {
  const heard = serve({ [PATH]: () => ({ items: [entry("2", { text: "an older one" })], next: null }) });
  await show(timeline);
  expect(screen.getByText("the newest")).toBeInTheDocument();
  expect(heard).toHaveLength(0);
  await userEvent.click(screen.getByRole("button", { name: "Older" }));
  expect(await screen.findByText("an older one")).toBeInTheDocument();
  expect(new URL(heard[0]?.url ?? "").searchParams.get("before")).toBe("cursor-1");
  expect(screen.queryByRole("button", { name: "Older" })).not.toBeInTheDocument();
});

it("asks for one channel when it is chosen", async () => {
  const heard = serve({ [PATH]: () => ({ items: [], next: null }) });
  await show(timeline);
  await userEvent.click(screen.getByRole("combobox", { name: "Channel" }));
  await userEvent.click(await screen.findByTitle("SMS"));
  expect(await screen.findByText("No such contacts")).toBeInTheDocument();
  expect(new URL(heard[0]?.url ?? "").searchParams.get("channel")).toBe("sms");
});

it("marks complaints, what is not settled, and what was only just recorded", async () => {
  serve({});
  const items = [
    entry("1", { is_complaint: true, resolved: false, reason: "complaint" }),
    entry("2", { kind: "work", channel: "tieline", is_pending: true }),
    entry("3", { entry: "payment", kind: "payment", channel: "auto debit", amount: 59 }),
    entry("4", { reason: "a code nobody knows" }),
  ];
  await show(<Timeline customerId="C1" first={{ items, next: null }} firstAt={Date.now()} />);
  expect(screen.getByText("Complaint")).toBeInTheDocument();
  expect(screen.getByText("Not settled")).toBeInTheDocument();
  expect(screen.getByText(/Just recorded/)).toBeInTheDocument();
  expect(screen.getByText("Paid ¥59.00")).toBeInTheDocument();
  expect(screen.getByText("Call · a code nobody knows")).toBeInTheDocument();
});
