import { readFile } from "node:fs/promises";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CustomerHit, CustomerPage, LogState } from "@/api";
import { complaints, logIn, openBrowser } from "./browser";
import { type Operator, startOperator } from "./operator";

const PASSWORD = "tieline-demo-2026";
const LONG = 5 * 60_000;

/** A customer asks to be erased: two people see to it, an agent finds nothing any more, and the log verifies. */
describe("a customer who asks to be erased", () => {
  let operator: Operator;
  let windows: BrowserContext[];
  let officer: Page;
  let admin: Page;
  let agent: Page;
  let heard: string[][];
  let customer: CustomerHit;
  let digits = "";

  beforeAll(async () => {
    operator = await startOperator({ customers: 200, seed: 5, hasRun: true });
    windows = await Promise.all([1, 2, 3].map(() => openBrowser()));
    const pages = await Promise.all(windows.map((window) => window.newPage()));
    [officer, admin, agent] = pages as [Page, Page, Page];
    heard = pages.map(complaints);
    await logIn(admin, "admin", PASSWORD, operator.url);
    await logIn(officer, "he.yun", PASSWORD, operator.url);
    await logIn(agent, "wang.fang", PASSWORD, operator.url);
    const { items } = await customers(admin, operator.url, "");
    const found = items.find((each) => /^\+861\d{10}$/.test(each.phone ?? "") && each.name);
    if (!found) throw new Error("nobody has a Chinese mobile number");
    customer = found;
    digits = (customer.phone ?? "").slice(3);
  }, LONG);
  afterAll(async () => {
    await Promise.all((windows ?? []).map((window) => window.close()));
    await operator?.end();
  });

  it("is found by an agent, who reads the page", async () => {
    await agent.goto(`${operator.url}/customers/${customer.customer_id}`);
    await agent
      .getByRole("heading", { name: customer.name ?? "" })
      .first()
      .waitFor();
    expect((await customers(agent, operator.url, digits)).items).not.toEqual([]);
  });

  it("is taken down and recognised by an officer, who cannot approve it alone", async () => {
    await officer.goto(`${operator.url}/customers/${customer.customer_id}`);
    await officer.getByRole("button", { name: "客户权利请求" }).click();
    await officer.getByText("删除个人信息", { exact: true }).click();
    await officer
      .getByRole("button", { name: "登记", exact: true })
      .or(officer.getByText(/^登\s?记$/))
      .first()
      .click();
    await officer.waitForURL(/\/privacy\/requests\/\d+$/);
    await officer.getByRole("button", { name: "确认是客户本人" }).click();
    await officer.getByText("须由未参与登记和身份核实的另一人批准删除").waitFor();
    await officer.getByRole("row", { name: /变更/ }).or(officer.getByRole("table").first()).first().waitFor();
  });

  it(
    "is erased once a second person has read what goes, and leaves a receipt",
    async () => {
      await admin.goto(officer.url());
      await admin.getByRole("button", { name: "删除该客户" }).click();
      await admin.locator(".ant-popconfirm").getByRole("button", { name: "删除该客户" }).click();
      await admin.getByRole("button", { name: "下载回执" }).waitFor({ timeout: LONG });
      const [receipt] = await Promise.all([
        admin.waitForEvent("download"),
        admin.getByRole("button", { name: "下载回执" }).click(),
      ]);
      const text = await readFile(await receipt.path(), "utf-8");
      expect(text).not.toContain(digits);
      expect(text).not.toContain(customer.name);
    },
    LONG,
  );

  it("is found by nobody any more: not by number, not by address, not in the list", async () => {
    for (const page of [agent, officer, admin]) {
      for (const q of [digits, digits.slice(-8), customer.customer_number ?? ""])
        expect((await customers(page, operator.url, q)).items.map((each) => each.customer_id)).not.toContain(
          customer.customer_id,
        );
      const answer = await page.request.get(`${operator.url}/api/customers/${customer.customer_id}`);
      expect(answer.status()).toBe(404);
    }
    await agent.goto(`${operator.url}/customers`);
    await agent.locator("header input[type=search]").fill(digits);
    await agent.getByText(`没有找到“${digits}”`).waitFor();
  });

  it("and the change log, from which they were erased as well, verifies", async () => {
    await admin.goto(`${operator.url}/changes`);
    await admin.getByRole("button", { name: "立即校验" }).click();
    await admin.getByText(/没有记录被修改、删除或调换顺序|与写入时不一致/).waitFor({ timeout: LONG });
    const state = (await (await admin.request.get(`${operator.url}/api/changes/state`)).json()) as LogState;
    expect(state.check?.broken_at).toBeNull();
    expect(state.check?.sound).toBeGreaterThan(20);
    const log = await (await admin.request.get(`${operator.url}/api/changes?limit=200`)).text();
    expect(log).not.toContain(digits);
    expect(heard.flat()).toEqual([]);
  });
});

async function customers(page: Page, url: string, q: string): Promise<CustomerPage> {
  const answer = await page.request.get(`${url}/api/customers?limit=100&q=${encodeURIComponent(q)}`);
  return (await answer.json()) as CustomerPage;
}
