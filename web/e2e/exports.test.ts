import { readFileSync } from "node:fs";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CustomerPage } from "@/api";
import { complaints, logIn, openBrowser } from "./browser";
import { type Operator, startOperator } from "./operator";

const PASSWORD = "tieline-demo-2026";
const LONG = 5 * 60_000;
const ROWS = 20;

/** An agent asks for more rows than one person may take, a supervisor agrees, and the agent gets the file. */
describe("an export that needs two people", () => {
  let operator: Operator;
  let contexts: BrowserContext[] = [];
  let agent: Page;
  let supervisor: Page;
  let heard: string[][];

  beforeAll(async () => {
    operator = await startOperator({ customers: 200, seed: 5, hasRun: true });
    contexts = [await openBrowser(), await openBrowser(), await openBrowser()];
    const [admin, ...others] = await Promise.all(contexts.map((context) => context.newPage()));
    [agent, supervisor] = others as [Page, Page];
    if (!admin) throw new Error("no browser");
    heard = [complaints(agent), complaints(supervisor)];
    await logIn(admin, "admin", PASSWORD, operator.url);
    await letAgentsExport(admin, operator.url);
    await logIn(agent, "li.na", PASSWORD, operator.url);
    await logIn(supervisor, "zhao.min", PASSWORD, operator.url);
  }, LONG);
  afterAll(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    await operator?.end();
  });

  it("tells the agent before asking what stays behind, and that somebody else decides", async () => {
    await agent.goto(`${operator.url}/customers`);
    await agent.getByRole("button", { name: "导出" }).click();
    const dialog = agent.getByRole("dialog");
    await dialog.getByText(`需由他人审批`).waitFor();
    await dialog.getByRole("checkbox", { name: /^电话 打码$/ }).waitFor();
    await dialog.getByText(/按您的角色不能导出：.*余额/).waitFor();
    expect(await dialog.getByRole("button", { name: "提交审批" }).isDisabled()).toBe(true);
    await dialog.getByLabel("原因").fill("核对套餐");
    await dialog.getByRole("button", { name: "提交审批" }).click();
    await agent.getByRole("button", { name: "查看导出" }).click();
    await agent.getByText("待审批", { exact: true }).waitFor();
    expect(await agent.getByRole("link", { name: "下载" }).count()).toBe(0);
  });

  it("shows the supervisor who wants what, and masked rows", async () => {
    await supervisor.goto(`${operator.url}/exports`);
    await supervisor.getByLabel("1 个导出等待您审批").waitFor();
    await supervisor.getByText(/^待我审批/).click();
    await supervisor.getByRole("button", { name: "审批" }).click();
    const dialog = supervisor.getByRole("dialog");
    await dialog.getByText("核对套餐").waitFor();
    const sample = await dialog.getByRole("table").innerText();
    expect(sample).toMatch(/\*\*/);
    expect(sample).not.toMatch(/1[3-9]\d{9}/);
    await dialog.getByLabel("审批原因").fill("名单已核对");
    await dialog.getByRole("button", { name: /同\s*意/ }).click();
    await dialog.waitFor({ state: "hidden" });
  });

  it("gives the agent the file, with every customer and no phone number in it", async () => {
    await agent.getByText("可下载", { exact: true }).waitFor();
    const [download] = await Promise.all([
      agent.waitForEvent("download"),
      agent.getByRole("link", { name: "下载" }).click(),
    ]);
    const text = readFileSync(await download.path(), "utf-8");
    const lines = text.trim().split("\n");
    const answer = await supervisor.request.get(`${operator.url}/api/customers?limit=200`);
    const { items, total } = (await answer.json()) as CustomerPage;
    expect(text.startsWith("\uFEFF")).toBe(true);
    expect(lines).toHaveLength(total + 2);
    expect(lines.at(-1)).toContain("li.na");
    expect(text).not.toMatch(/\+?86?1[3-9]\d{9}/);
    expect(items.filter(({ plan }) => plan).every(({ plan }) => text.includes(plan ?? ""))).toBe(true);
    expect(heard.flat()).toEqual([]);
  });
});

/** Publishes a role for agents who may export plans and cities, and twenty rows alone. */
async function letAgentsExport(admin: Page, url: string): Promise<void> {
  const role = {
    key: "agent",
    name: { zh: "坐席", en: "Agent" },
    says: { zh: "可导出套餐", en: "May export plans" },
    permissions: ["alerts.read", "customers.read", "exports.ask", "tasks.work"],
    sees: [
      {
        purpose: "service",
        customers: "all",
        fields: { otherwise: "readable", contract: "exportable", place: "exportable", document: "masked" },
      },
    ],
    export_rows: ROWS,
  };
  const token = (await admin.context().cookies()).find(({ name }) => name === "csrftoken")?.value ?? "";
  const answer = await admin.request.post(`${url}/api/definitions/role`, {
    data: { body: role, reason: "a story" },
    headers: { "X-CSRFToken": token, Referer: url },
  });
  expect(answer.status(), await answer.text()).toBeLessThan(300);
}
