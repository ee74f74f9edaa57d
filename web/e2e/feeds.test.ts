import { execFileSync } from "node:child_process";
import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { complaints, logIn, openBrowser } from "./browser";
import { type Operator, startOperator } from "./operator";

const LONG = 3 * 60_000;
const PASSWORD = "tieline-demo-2026";
const WITHIN = { timeout: 30_000, interval: 300 };
const PYTHON = resolve(import.meta.dirname, "../../.venv/bin/python");

/** What the other system's people do to their database: each statement is theirs, Tieline only reads. */
const WRITE = `
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as database:
    database.executescript(sys.argv[2])
`;
const MEMBERS = `
create table member (member_no integer primary key, name text, mobile text, born text, updated_at text not null);
create table complaint (id integer primary key, said text);
insert into member
with recursive n(i) as (select 1 union all select i + 1 from n where i < 40)
select i, '会员' || i, '138' || printf('%08d', i), '1980-01-01', printf('2026-11-01T08:%02d:00Z', i) from n;
`;
const CHANGES = `
insert into member values (41, '会员41', '13800000041', '1990-02-03', '2026-11-02T09:00:00Z'),
                          (42, '会员42', '13800000042', '1991-02-03', '2026-11-02T09:01:00Z');
update member set name = '改名', updated_at = '2026-11-02T09:02:00Z' where member_no = 7;
`;

type Load = { rows_landed: number; rows_received: number; state: string };

/** A database that nobody has described becomes a source that is fetched, is told when it fails, and recovers. */
describe("a database is connected, fetched, lost and found again", () => {
  const folder = mkdtempSync(join(tmpdir(), "tieline-exports-"));
  const database = join(folder, "crm.sqlite3");
  const away = join(folder, "moved.sqlite3");
  let operator: Operator;
  let browser: BrowserContext;
  let page: Page;
  let heard: string[];

  beforeAll(async () => {
    execFileSync(PYTHON, ["-c", WRITE, database, MEMBERS]);
    operator = await startOperator({ customers: 100, seed: 3, settings: { TIELINE_FOLDERS: folder } });
    browser = await openBrowser();
    page = await browser.newPage();
    heard = complaints(page);
    await logIn(page, "admin", PASSWORD, operator.url);
  }, LONG);
  afterAll(async () => {
    await browser?.close();
    await operator?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const read = async <T>(path: string) => (await page.request.get(`${operator.url}/api${path}`)).json() as Promise<T>;
  const loads = async () => (await read<{ items: Load[] }>("/loads?source=crm.member")).items;
  const feed = async () => (await read<{ items: Record<string, unknown>[] }>("/feeds")).items[0];
  const next = () => page.getByRole("button", { name: "下一步" }).click();
  const fetchNow = () => page.getByRole("button", { name: "立即获取" }).click();
  const pick = async (label: RegExp, option: RegExp) => {
    await page.getByRole("combobox", { name: label }).click();
    await page.locator(".ant-select-item-option:visible").filter({ hasText: option }).first().click();
  };

  it("an administrator makes a connection, and is told in Chinese where it may not lead", async () => {
    await page.goto(`${operator.url}/sources/new`);
    await page.getByText("通过连接获取").click();
    await page.getByRole("button", { name: "新建连接" }).click();
    const dialog = page.getByRole("dialog", { name: "新建连接" });
    await dialog.getByLabel("中文名称").fill("客户系统");
    await dialog.getByLabel("英文名称").fill("CRM database");
    expect(await dialog.getByLabel(/^编号/).inputValue()).toBe("crm_database");
    await dialog.getByLabel(/^地址/).fill("sqlite:////etc/passwd");
    await dialog.getByRole("button", { name: /测\s?试/ }).click();
    await dialog.getByText(/不在允许读取的文件夹内/).waitFor();
    await dialog.getByLabel(/^地址/).fill(`sqlite:///${database}`);
    await dialog.getByRole("button", { name: /测\s?试/ }).click();
    await dialog.getByText(/可以连接/).waitFor();
    await dialog.getByLabel("原因").fill("会员在这里");
    await dialog.getByRole("button", { name: "发布连接" }).click();
    await page.getByText("连接 crm_database 已发布").waitFor();
  });

  it("looks through its tables, and takes a sample of one", async () => {
    await pick(/^表或视图/, /^member ·/);
    await pick(/^增量列/, /^updated_at/);
    expect(await page.getByLabel(/^查询/).inputValue()).toContain('where "updated_at" >= :cursor');
    await page.getByRole("button", { name: "取一份样例" }).click();
    await page.getByRole("columnheader", { name: /mobile/ }).waitFor();
    await page.getByText("读取了前 40 行").waitFor();
  });

  it("maps it as suggested, sees that all rows would land, and publishes it", async () => {
    await next();
    const trial = page.getByRole("region", { name: "前 1000 行的试算" });
    await expect.poll(() => trial.locator("dd").allTextContents(), WITHIN).toEqual(["40", "40", "0"]);
    await next();
    await next();
    await page.getByLabel("中文名称").fill("会员");
    await page.getByLabel("英文名称").fill("Members");
    await page.getByLabel("所属系统").fill("crm");
    expect(await page.getByLabel("数据流").inputValue()).toBe("member");
    await page.getByLabel("原因").fill("接入会员");
    await page.getByRole("button", { name: "发布数据源" }).click();
    await page.waitForURL(/\/sources\/crm\.member/);
  });

  it("fetches now, and the rows land", async () => {
    await page.getByText("尚未获取").waitFor();
    await fetchNow();
    await expect.poll(loads, WITHIN).toMatchObject([{ rows_received: 40, rows_landed: 40, state: "landed" }]);
    await page.getByRole("region", { name: "最近装载" }).getByText("已入库").waitFor();
    await page.getByText("2026-11-01T08:40:00Z").waitFor();
  });

  it("takes only what is new once the database has changed", async () => {
    execFileSync(PYTHON, ["-c", WRITE, database, CHANGES]);
    await fetchNow();
    // Two new members, one that changed, and the last one again: it might not have been the only one of its minute.
    await expect.poll(loads, WITHIN).toMatchObject([{ rows_received: 4, rows_landed: 4 }, { rows_received: 40 }]);
    await page.getByText("2026-11-02T09:02:00Z").waitFor();
  });

  it("pauses and resumes", async () => {
    await page.getByRole("button", { name: /暂\s?停/ }).click();
    await expect.poll(async () => (await feed())?.state, WITHIN).toBe("paused");
    await expect.poll(() => page.getByRole("button", { name: "立即获取" }).isDisabled(), WITHIN).toBe(true);
    await page.getByRole("button", { name: /继\s?续/ }).click();
    await expect.poll(async () => (await feed())?.state, WITHIN).toBe("waiting");
  });

  it("says in the reader's language that the database has gone, here and among all feeds", async () => {
    renameSync(database, away);
    await fetchNow();
    const alert = page.getByRole("region", { name: "获取" }).getByRole("alert");
    await alert.getByText("没有这个数据库文件").waitFor();
    await alert.getByText(/^位置：连接 crm_database/).waitFor();
    await page.getByText("不会自动重试：解决问题后点“立即获取”").waitFor();
    await page.goto(`${operator.url}/jobs`);
    await page.getByRole("table", { name: "数据获取" }).getByText("没有这个数据库文件").waitFor();
    await page.getByRole("button", { name: /系统管理员/ }).click();
    await page.getByText("English", { exact: true }).click();
    await page.getByRole("table", { name: "Feeds" }).getByText("There is no such database file").waitFor();
    expect(await feed()).toMatchObject({ failures: 1, error: { what: "There is no such database file" } });
  });

  it("recovers when it comes back", async () => {
    renameSync(away, database);
    await page.goto(`${operator.url}/sources/crm.member`);
    await page.getByRole("button", { name: "Fetch now" }).click();
    await expect.poll(async () => (await feed())?.failures, WITHIN).toBe(0);
    const panel = page.getByRole("region", { name: "Fetching" });
    await panel.getByRole("alert").waitFor({ state: "detached" });
    await expect.poll(async () => (await feed())?.state, WITHIN).toBe("waiting");
  });

  it("nothing on the way broke the content policy or threw", () => {
    expect(heard).toEqual([]);
  });
});
