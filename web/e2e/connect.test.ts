import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { complaints, logIn, openBrowser } from "./browser";

const PASSWORD = "tieline-demo-2026";
const WITHIN = { timeout: 30_000, interval: 300 };
const WRONG = "1990/13/40";

/** Members of a shop as its system writes them: own names, dates with slashes; three wrong days and a short row. */
const MEMBERS = [
  "卡号;会员;联系方式;生辰;渠道",
  ...Array.from({ length: 60 }, (_, n) => {
    const born = n < 3 ? WRONG : `19${60 + (n % 40)}/0${1 + (n % 9)}/1${n % 10}`;
    return `K${1000 + n};会员${n};138${String(n).padStart(8, "0")};${born};门店`;
  }),
  "K9999;少列",
].join("\n");

/** From a file that nobody has described to records in the tables, the wrong rows mended, and all of it taken back. */
describe("a source is connected, mended, and undone", () => {
  const folder = mkdtempSync(join(tmpdir(), "tieline-members-"));
  const file = join(folder, "members_20261121.csv");
  let browser: BrowserContext;
  let page: Page;
  let heard: string[];
  let load = "";

  beforeAll(async () => {
    writeFileSync(file, `${MEMBERS}\n`);
    browser = await openBrowser();
    page = await browser.newPage();
    heard = complaints(page);
    await logIn(page, "zhou.jie", PASSWORD);
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("an analyst uploads a sample, and sees how it is written", async () => {
    await page.goto(`${inject("url")}/sources`);
    await page.getByRole("button", { name: "接入数据源" }).click();
    await page.waitForURL(/\/sources\/new/);
    await page.getByText("把一份样例文件拖到这里").waitFor();
    await page.locator("input[type=file]").setInputFiles(file);
    await page.getByRole("columnheader", { name: /联系方式/ }).waitFor();
    await page.getByText("分号 ;").waitFor();
    await page.getByText("有 1 行无法拆成列").waitFor();
  });

  it("maps the columns by drag and drop and by keyboard, and sees at once which rows would be rejected", async () => {
    await next(page);
    await page.getByRole("button", { name: "添加记录" }).click();
    await page.getByRole("menuitem", { name: /^个人/ }).click();
    await choose(page.getByLabel("“个人”的主键列"), "卡号");
    await page.keyboard.press("Escape");
    await column(page, "卡号").dragTo(field(page, "party_ref"));
    await column(page, "会员").dragTo(field(page, "full_name"));
    const pick = page.getByRole("button", { name: "拿起 联系方式" });
    await pick.focus();
    await page.keyboard.press("Enter");
    await field(page, "phone").getByRole("button", { name: "把 联系方式 放在这里" }).press("Enter");
    await column(page, "生辰").dragTo(field(page, "birth_date"));
    await field(page, "birth_date").getByText("%Y/%m/%d").waitFor();
    await page.getByRole("button", { name: "“姓名”必填" }).click();
    const trial = page.getByRole("region", { name: "前 1000 行的试算" });
    await expect.poll(() => trial.locator("dd").allTextContents(), WITHIN).toEqual(expect.arrayContaining(["57", "4"]));
    await trial.getByText(WRONG).first().waitFor();
    await trial.getByText("产生的记录").click();
    await trial.getByText("会员12", { exact: true }).waitFor();
  });

  it("keeps the draft over a reload", async () => {
    await page.reload();
    await page.getByText("3 行有误").waitFor();
  });

  it("publishes it with a reason, and the sample lands with its wrong rows in quarantine", async () => {
    await next(page);
    await next(page);
    await page.getByLabel("中文名称").fill("商城会员");
    await page.getByLabel("英文名称").fill("Mall members");
    await page.getByLabel("所属系统").fill("mall");
    await page.getByLabel("原因").fill("新上线的商城");
    await page.getByRole("button", { name: "发布数据源" }).click();
    await page.waitForURL(/\/loads\/mall\.members/);
    load = page.url().split("/").at(-1) ?? "";
    await row(page, 1).waitFor();
    expect(await counts(page, load)).toMatchObject({ state: "landed", rows_landed: 57, rows_rejected: 4 });
  });

  it("corrects a value in all rows alike and one row by hand, and replays them", async () => {
    await row(page, 1).getByRole("button", { name: "修正" }).click();
    await row(page, 1).getByLabel("生辰").fill("1990/12/04");
    await row(page, 1)
      .getByRole("checkbox", { name: /都这样修正/ })
      .check();
    await row(page, 1).getByRole("button", { name: "保存修正" }).click();
    await page.getByText("已修正 3").waitFor();
    await row(page, 61).getByRole("button", { name: "修正" }).click();
    for (const [name, value] of Object.entries({
      卡号: "K9999",
      会员: "补全",
      联系方式: "13899999999",
      生辰: "",
      渠道: "",
    }))
      await row(page, 61).getByLabel(name, { exact: true }).fill(value);
    await row(page, 61).getByRole("button", { name: "保存修正" }).click();
    await page.getByRole("button", { name: "重放 4 行已修正" }).click();
    await expect.poll(() => replayed(page, load), WITHIN).toBe(4);
    await page.getByText("已重放 4").waitFor();
  });

  it("undoes the load with a reason, and its replay with it", async () => {
    await page.getByRole("button", { name: "撤销装载" }).click();
    const dialog = page.getByRole("dialog", { name: "撤销装载" });
    await dialog.getByLabel("原因").fill("文件发错了");
    await dialog.getByRole("button", { name: "撤销装载" }).click();
    await page.getByText(/撤销：文件发错了/).waitFor();
    await expect.poll(() => states(page), WITHIN).toEqual(["undone", "undone"]);
    const source = await read<{ items: { key: string; rows_landed: number }[] }>(page, "/sources");
    expect(source.items.find(({ key }) => key === "mall.members")?.rows_landed).toBe(0);
  });

  it("takes the definition back, and the source is gone", async () => {
    await page.goto(`${inject("url")}/sources/mall.members`);
    await page.getByRole("button", { name: "收回定义" }).click();
    const dialog = page.getByRole("dialog", { name: "收回定义" });
    await dialog.getByLabel("原因").fill("改由接口获取");
    await dialog.getByRole("button", { name: "收回定义" }).click();
    await page.getByText("没有数据源 mall.members").waitFor();
  });

  it("nothing on the way broke the content policy or threw", () => {
    expect(heard).toEqual([]);
  });
});

const next = (page: Page) => page.getByRole("button", { name: "下一步" }).click();
const column = (page: Page, name: string) => page.locator(`[data-column="${name}"]`);
const field = (page: Page, name: string) => page.locator(`[data-field="${name}"]`);
const row = (page: Page, number: number) => page.locator(`[data-row="${number}"]`);

async function choose(select: Locator, option: string): Promise<void> {
  await select.fill(option);
  await select.press("Enter");
}

async function read<T>(page: Page, path: string): Promise<T> {
  return (await page.request.get(`${inject("url")}/api${path}`)).json() as Promise<T>;
}

const states = async (page: Page) =>
  (await read<{ items: { state: string }[] }>(page, "/loads?source=mall.members")).items.map(({ state }) => state);
const counts = (page: Page, id: string) => read<Record<string, unknown>>(page, `/loads/${id}`);
const replayed = async (page: Page, id: string) =>
  (await read<{ counts: { replayed: number } }>(page, `/loads/${id}/quarantine`)).counts.replayed;
