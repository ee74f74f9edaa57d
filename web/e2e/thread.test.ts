import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { complaints, logIn, openBrowser } from "./browser";

const PASSWORD = "tieline-demo-2026";
const NOTE = "客户说上个月掉线很多，已答应安排网络检测";
const LONG = 8 * 60_000;

/** From an operator's files to a contact on a customer's timeline, as people click through it. */
describe("one thread, from files to a retained customer", () => {
  let browser: BrowserContext;
  let page: Page;
  let heard: string[];
  let customer = "";
  const files = deliveredFiles(inject("delivery"));

  beforeAll(async () => {
    browser = await openBrowser();
    page = await browser.newPage();
    heard = complaints(page);
  });
  afterAll(async () => {
    await browser.close();
  });

  it("a marketer delivers the files of all systems and sees them land", { timeout: LONG }, async () => {
    await logIn(page, "sun.li", PASSWORD);
    await page.goto(`${inject("url")}/sources`);
    await page.locator("input[type=file]").setInputFiles(files);
    await page.getByRole("button", { name: `交付 ${files.length} 个文件` }).click();
    await expect.poll(() => landed(page), { timeout: LONG, interval: 1000 }).toBe(files.length);
    await page.goto(`${inject("url")}/loads`);
    await page.getByText("已入库").first().waitFor();
  });

  it("the same files delivered again change nothing", { timeout: LONG }, async () => {
    const before = await loads(page);
    await page.goto(`${inject("url")}/sources`);
    await page.locator("input[type=file]").setInputFiles(files.slice(0, 3));
    await page.getByRole("button", { name: "交付 3 个文件" }).click();
    await page.getByText("已入库").first().waitFor();
    expect(await loads(page)).toBe(before);
  });

  it("starts a run, and every stage of the pipeline finishes", { timeout: LONG }, async () => {
    await page.goto(`${inject("url")}/runs`);
    await page.getByRole("button", { name: "开始运行" }).click();
    await page.getByRole("button", { name: "开始", exact: true }).click();
    await expect.poll(() => runState(page), { timeout: LONG, interval: 1000 }).toBe("done");
    await logOut(page);
  });

  it("an agent sees the alert as a task with its evidence and an opening line", async () => {
    await logIn(page, "wang.fang", PASSWORD);
    await page.goto(`${inject("url")}/tasks`);
    await page.getByText("未解除预警").waitFor();
    const first = page.getByRole("main").getByRole("row").nth(1);
    await first.click();
    await page.getByRole("heading", { name: "依据" }).waitFor();
    await page.getByRole("heading", { name: "开场白建议" }).waitFor();
    await page.getByRole("link", { name: "查看客户全景" }).click();
    await page.waitForURL(/\/customers\/\w+/);
    customer = page.url().split("/").at(-1) ?? "";
    await page.getByRole("heading", { name: "接触时间线" }).waitFor();
  });

  it("closes the task on the 360° page, and the contact shows on the timeline at once", async () => {
    await page.getByRole("button", { name: /^任务/ }).first().click();
    await page.getByRole("button", { name: /登记结果/ }).click();
    const dialog = page.getByRole("dialog", { name: /登记结果/ });
    await dialog.getByRole("radio").first().check();
    await dialog.getByLabel("备注").fill(NOTE);
    await dialog.getByRole("button", { name: "完成任务" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.goto(`${inject("url")}/customers/${customer}`);
    await page.getByText(NOTE).first().waitFor();
  });

  it("after the next run the contact has come back as data, once", { timeout: LONG }, async () => {
    await logOut(page);
    await logIn(page, "sun.li", PASSWORD);
    await page.goto(`${inject("url")}/runs`);
    await page.getByRole("button", { name: "开始运行" }).click();
    await page.getByRole("button", { name: "开始", exact: true }).click();
    await expect.poll(() => runsDone(page), { timeout: LONG, interval: 1000 }).toBe(2);
    await page.goto(`${inject("url")}/customers/${customer}`);
    await page.getByRole("heading", { name: "接触时间线" }).waitFor();
    expect(await page.getByText(NOTE).count()).toBe(0); // what was said is not told to marketers
    await logOut(page);
    await logIn(page, "wang.fang", PASSWORD);
    await page.goto(`${inject("url")}/customers/${customer}`);
    await page.getByText(NOTE).first().waitFor();
    expect(await page.getByText(NOTE).count()).toBe(1);
  });

  it("nothing on the way broke the content policy or threw", () => {
    expect(heard).toEqual([]);
  });
});

/** Every file below the delivery but the truth, which the product never sees. */
function deliveredFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => relative(folder, file).split(sep)[0] !== "truth");
}

async function read<T>(page: Page, path: string): Promise<T> {
  return (await page.request.get(`${inject("url")}/api${path}`)).json() as Promise<T>;
}

const landed = async (page: Page) => (await read<{ total: number }>(page, "/loads?state=landed")).total;
const loads = async (page: Page) => (await read<{ total: number }>(page, "/loads")).total;
const runs = (page: Page) => read<{ items: { state: string }[] }>(page, "/runs");
const runState = async (page: Page) => (await runs(page)).items[0]?.state;
const runsDone = async (page: Page) => (await runs(page)).items.filter((run) => run.state === "done").length;

async function logOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /的菜单$/ }).click();
  await page.getByRole("menuitem", { name: "退出登录" }).click();
  await page.locator("input[type=password]").waitFor();
}
