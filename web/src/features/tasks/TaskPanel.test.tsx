import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { TaskDetail } from "@/api";
import { ZoneOf } from "@/ui/zone";
import { Refusal, serve, show } from "../../../test/app";
import { TaskPanel } from "./TaskPanel";

const words = (en: string) => ({ zh: en, en });
const alert: TaskDetail["alert"] = {
  id: 3,
  rule: "dissatisfied",
  rule_name: words("Dissatisfied"),
  severity: "high",
  state: "open",
  customer_id: "C1",
  customer_name: "王芳",
  raised_on: "2026-03-01",
  cleared_on: null,
  value_at_risk: 828,
  says: words(""),
  sentence: words("more than two complaints"),
  joined: null,
  figures: [{ field: "nps", name: words("NPS"), shown: words("3") }],
  parts: [
    {
      sentence: words("more than two complaints"),
      held: true,
      actual: words("4"),
      rows: [],
      row_count: 0,
      joined: null,
      parts: [],
    },
  ],
};
const task: TaskDetail = {
  id: 7,
  template: "calm_customer",
  title: words("Look after the customer"),
  state: "open",
  priority: "high",
  overdue: false,
  due_at: "2026-03-02T10:00:00Z",
  opened_at: "2026-03-01T10:00:00Z",
  customer_id: "C1",
  customer_name: "王芳",
  alert_id: 3,
  rule: "dissatisfied",
  rule_name: words("Dissatisfied"),
  severity: "high",
  alert_cleared_on: null,
  assignee: null,
  team: null,
  team_name: null,
  outcome: null,
  outcome_name: null,
  closed_at: null,
  says: words("Apologise first"),
  opening_line: words("Hello, this is Li."),
  outcomes: [
    { key: "solved", name: words("Solved"), reached: true, closes: true, again_in_minutes: null },
    { key: "callback", name: words("Call back"), reached: true, closes: false, again_in_minutes: 60 },
  ],
  attempts: [],
  alert,
  customer: null,
  withdrawn_because: null,
  can_start: true,
  can_close: true,
  can_assign: false,
  can_undo_until: null,
};
const closed: TaskDetail = {
  ...task,
  state: "done",
  outcome: "solved",
  outcome_name: words("Solved"),
  can_start: false,
  can_close: false,
  can_undo_until: "2026-03-02T10:10:00Z",
};

it("shows why the task is there and what to say", async () => {
  serve({ "GET /api/tasks/7": () => task });
  await show(<TaskPanel id={7} />);
  expect(await screen.findByText("Hello, this is Li.")).toBeInTheDocument();
  expect(screen.getByLabelText("holds")).toBeInTheDocument();
  expect(screen.getAllByText("more than two complaints")).toHaveLength(1);
  expect(screen.getByRole("link", { name: "Open the 360° page" })).toHaveAttribute("href", "/customers/C1");
});

it("closes by keyboard with an outcome and a note, and takes it back", async () => {
  const heard = serve({
    "GET /api/tasks/7": () => task,
    "POST /api/tasks/7/close": () => closed,
    "POST /api/tasks/7/undo": () => task,
  });
  await show(<TaskPanel id={7} />);
  await screen.findByText("Hello, this is Li.");
  await userEvent.keyboard("c");
  await userEvent.click(await screen.findByRole("radio", { name: "Solved" }));
  await userEvent.type(screen.getByLabelText("Note"), "all is well");
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(screen.getByRole("status")).toHaveTextContent("Task closed"));
  expect(await heard.find((request) => request.url.endsWith("/close"))?.json()).toEqual({
    outcome: "solved",
    note: "all is well",
    again_at: null,
  });
  await userEvent.click(screen.getAllByRole("button", { name: "Undo" }).at(-1) as HTMLElement);
  await waitFor(() => expect(heard.some((request) => request.url.endsWith("/undo"))).toBe(true));
});

it("puts a task off until an hour on the operator's clocks", async () => {
  const heard = serve({ "GET /api/tasks/7": () => task, "POST /api/tasks/7/close": () => task });
  await show(
    <ZoneOf value="Asia/Shanghai">
      <TaskPanel id={7} />
    </ZoneOf>,
  );
  await userEvent.click(await screen.findByRole("button", { name: /Report outcome/ }));
  await userEvent.click(await screen.findByRole("radio", { name: /Call back comes back after 1 h/ }));
  await userEvent.type(screen.getByLabelText(/When to try again/), "2026-03-03T09:30");
  await userEvent.click(screen.getByRole("button", { name: "Put off" }));
  await waitFor(() => expect(heard.some((request) => request.method === "POST")).toBe(true));
  expect(await heard.find((request) => request.method === "POST")?.json()).toMatchObject({
    again_at: "2026-03-03T01:30:00.000Z",
  });
});

it("says why the server refused", async () => {
  serve({
    "GET /api/tasks/7": () => task,
    "POST /api/tasks/7/start": () =>
      new Refusal(403, { detail: "Somebody else has begun it", do: "Choose another task" }),
  });
  await show(<TaskPanel id={7} />);
  await userEvent.click(await screen.findByRole("button", { name: "Start" }));
  await waitFor(() =>
    expect(screen.getByRole("status")).toHaveTextContent("Somebody else has begun itChoose another task"),
  );
});
