import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CustomerHit, CustomerPage } from "@/api";
import { complaints, logIn, openBrowser } from "./browser";
import { type Operator, startOperator } from "./operator";

const PASSWORD = "tieline-demo-2026";
const LONG = 5 * 60_000;

/** An administrator masks phones for a role of their own; its holder sees and finds no number anywhere. */
describe("a role that masks phones", () => {
  let operator: Operator;
  let office: BrowserContext;
  let branch: BrowserContext;
  let admin: Page;
  let clerk: Page;
  let heard: string[][];
  let customer: CustomerHit;
  let masked = "";

  beforeAll(async () => {
    operator = await startOperator({ customers: 200, seed: 5, hasRun: true });
    office = await openBrowser();
    branch = await openBrowser();
    admin = await office.newPage();
    clerk = await branch.newPage();
    heard = [complaints(admin), complaints(clerk)];
    await logIn(admin, "admin", PASSWORD, operator.url);
    const answer = await admin.request.get(`${operator.url}/api/customers?limit=100`);
    const { items } = (await answer.json()) as CustomerPage;
    const found = items.find((each) => /^\+861\d{10}$/.test(each.phone ?? "") && each.name);
    if (!found) throw new Error("nobody has a Chinese mobile number");
    customer = found;
    const digits = (customer.phone ?? "").slice(3);
    masked = `${digits.slice(0, 3)} **** ${digits.slice(-4)}`;
  }, LONG);
  afterAll(async () => {
    await office?.close();
    await branch?.close();
    await operator?.end();
  });

  it("an administrator copies the agent's role, and mistakes stand beside their fields", async () => {
    await admin.goto(`${operator.url}/roles`);
    await admin.getByRole("row", { name: /坐席 agent/ }).click();
    await admin.getByRole("button", { name: "复制" }).click();
    await admin.getByLabel("标识").fill("Branch 1");
    await admin.getByText("“Branch 1”").first().waitFor();
    await admin.getByLabel("标识").fill("branch");
    await admin.getByLabel("中文名称").fill("营业厅");
    await admin.getByLabel("英文名称").fill("Branch");
    await admin.getByLabel("电话号码").getByText("打码").click();
  });

  it("sees a customer as its holders would before it is published", async () => {
    await lookAs(admin, customer);
    await theirs(admin).getByText(masked).first().waitFor();
    await admin.getByRole("region", { name: "您看到的" }).first().getByText(plain(customer)).waitFor();
    expect(await theirs(admin).allInnerTexts()).not.toContainEqual(expect.stringContaining(plain(customer)));
  });

  it("publishes it with a reason, and gives it to a user", async () => {
    await admin.getByLabel("原因").fill("营业厅不需要完整号码");
    await admin.getByRole("button", { name: "发布", exact: true }).click();
    await admin.waitForURL(/\/roles\/branch$/);
    await admin.getByRole("heading", { name: "营业厅", exact: true }).waitFor();
    await admin.getByText("第 1 版", { exact: true }).waitFor();
    await admin.goto(`${operator.url}/users`);
    await admin.getByRole("row", { name: /li\.na/ }).click();
    const dialog = admin.getByRole("dialog");
    const roles = dialog.getByLabel("角色");
    await roles.click();
    await roles.press("Backspace");
    await admin.locator(".ant-select-item-option").filter({ hasText: "营业厅" }).click();
    await roles.press("Escape");
    await dialog.locator(".ant-modal-footer .ant-btn-primary").click();
    await dialog.waitFor({ state: "hidden" });
    await admin
      .getByRole("row", { name: /li\.na/ })
      .getByText("营业厅", { exact: true })
      .waitFor();
  });

  it("that user sees masked numbers in the list, in the search and on the 360° page", async () => {
    await logIn(clerk, "li.na", PASSWORD, operator.url);
    await clerk.goto(`${operator.url}/customers`);
    await clerk
      .getByLabel("姓名、号码、账户或客户编号")
      .last()
      .fill(customer.name ?? "");
    await clerk.getByRole("row").getByText(masked).first().waitFor();
    await search(clerk, customer.name ?? "");
    await clerk.getByRole("option").getByText(masked).first().waitFor();
    await clerk.goto(`${operator.url}/customers/${customer.customer_id}`);
    await clerk.locator("header").getByText(masked).first().waitFor();
    const page = await clerk.locator("main").innerText();
    expect(page.replaceAll(/\D/g, "")).not.toContain((customer.phone ?? "").slice(3));
    await clerk.getByRole("button", { name: "复制号码" }).waitFor({ state: "detached" });
  });

  it("and finds the customer by no part of the number, while the administrator does", async () => {
    const digits = (customer.phone ?? "").slice(3);
    const found = async (page: Page, q: string) => {
      const answer = await page.request.get(`${operator.url}/api/customers?q=${q}`);
      return ((await answer.json()) as CustomerPage).items.some((each) => each.customer_id === customer.customer_id);
    };
    for (const q of [digits, digits.slice(-4), digits.slice(0, 7)]) expect(await found(clerk, q)).toBe(false);
    expect(await found(admin, digits)).toBe(true);
    await search(clerk, digits);
    await clerk.getByText(`没有找到“${digits}”`).waitFor();
    expect(await clerk.getByRole("option").count()).toBe(0);
  });

  it("as the administrator sees with the eyes of the published role", async () => {
    await admin.goto(`${operator.url}/roles/see-as?role=branch`);
    await lookAs(admin, customer);
    await theirs(admin).getByText(masked).first().waitFor();
    expect(heard.flat()).toEqual([]);
  });
});

const theirs = (page: Page) => page.getByRole("region", { name: "持有该角色者看到的" });

const plain = ({ phone }: CustomerHit) => (phone ?? "").slice(3).replace(/(\d{3})(\d{4})(\d{4})/, "$1 $2 $3");

/** Chooses the customer in the panel that shows both sides. */
async function lookAs(page: Page, customer: CustomerHit): Promise<void> {
  const pick = page.getByRole("combobox", { name: "客户", exact: true });
  await pick.click();
  await pick.fill(customer.customer_number ?? "");
  await page
    .locator(".ant-select-item-option")
    .filter({ hasText: customer.name ?? "" })
    .first()
    .click();
}

/** Types into the search box of the header. */
async function search(page: Page, text: string): Promise<void> {
  await page.locator("header input[type=search]").fill(text);
}
