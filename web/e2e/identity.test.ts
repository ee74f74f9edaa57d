import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  Customer360,
  CustomerHit,
  CustomerPage,
  PairQueue,
  PartyMadeOf,
  PersonCard,
  QueuePair,
  Rederivation,
} from "@/api";
import { complaints, logIn, openBrowser } from "./browser";
import { type Operator, startOperator } from "./operator";

const PASSWORD = "tieline-demo-2026";
const LONG = 5 * 60_000;

/** A question that is answered and taken back; two customers whom a person joins and parts, as a supervisor clicks it. */
describe("review, join, split and derive again", () => {
  let operator: Operator;
  let browser: BrowserContext;
  let page: Page;
  let heard: string[];
  let pair: [string, string];
  const before = new Map<string, Customer360>();
  const persons = new Map<string, PersonCard[]>();

  beforeAll(async () => {
    operator = await startOperator({ customers: 300, seed: 5, hasRun: true });
    browser = await openBrowser();
    page = await browser.newPage();
    heard = complaints(page);
    await logIn(page, "zhao.min", PASSWORD, operator.url);
  }, LONG);
  afterAll(async () => {
    await browser?.close();
    await operator?.end();
  });

  const read = async <T>(path: string): Promise<T> => {
    const answer = await page.request.get(`${operator.url}/api${path}`);
    expect(answer.status(), path).toBe(200);
    return (await answer.json()) as T;
  };
  const customer = (id: string) => read<Customer360>(`/customers/${id}`);
  const settled = () =>
    expect
      .poll(async () => (await read<Rederivation>("/identity/rederivation")).step, { timeout: LONG, interval: 500 })
      .toBe("none");

  it(
    "the queue asks about customers first, and all are one click away",
    async () => {
      const queue = await read<PairQueue>("/identity/pairs");
      expect(queue.customers).toBeGreaterThan(0);
      expect(queue.waiting).toBeGreaterThanOrEqual(queue.customers);
      await page.goto(`${operator.url}/identity`);
      await page.getByText(`共 ${queue.waiting} 对待复核，其中 ${queue.customers} 对涉及有账户的客户`).waitFor();
      await page.getByText("全部", { exact: true }).click();
      await page.waitForURL(/concerning=all/);
      const entries = page.getByRole("list", { name: "待复核的人员对" }).getByRole("button");
      await expect.poll(() => entries.count()).toBe(Math.min(queue.waiting, 50));
      await page.getByRole("table", { name: "并排比较" }).waitFor();
      await page.getByRole("figure", { name: "匹配权重从何而来" }).waitFor();
    },
    LONG,
  );

  it(
    "D says that two are not one, the pair waits no more, and U takes it back",
    async () => {
      const { items, waiting } = await read<PairQueue>("/identity/pairs?sort=worth");
      const first = items[0] as QueuePair;
      await page.goto(`${operator.url}/identity?concerning=all&pair=${first.pair_id}`);
      await page.getByRole("table", { name: "并排比较" }).waitFor();
      await page.keyboard.press("d");
      await page.getByText("已判断为不同的人").waitFor();
      await settled();
      expect((await read<PairQueue>("/identity/pairs")).waiting).toBe(waiting - 1);
      await page.keyboard.press("u");
      await page.getByText("已撤回，重新由匹配策略决定").waitFor();
      await settled();
      expect((await read<PairQueue>("/identity/pairs")).items[0]).toEqual(first);
    },
    LONG,
  );

  it(
    "two customers are joined by hand on the 360° page, and either shows one with the accounts of both",
    async () => {
      const found = (await read<CustomerPage>("/customers?sort=name&limit=40")).items;
      const named = found.filter(({ name, phone }) => name && phone) as (CustomerHit & { phone: string })[];
      const [mine, theirs] = [named[0], named.find((each) => each.name !== named[0]?.name)];
      if (!mine || !theirs) throw new Error("there are no two customers with a name and a number");
      pair = [mine.customer_id, theirs.customer_id];
      for (const id of pair) {
        before.set(id, await customer(id));
        persons.set(id, (await read<PartyMadeOf>(`/identity/parties/${id}`)).persons);
      }
      await page.goto(`${operator.url}/customers/${mine.customer_id}`);
      await page.getByRole("button", { name: "人员记录" }).click();
      const join = page.getByRole("region", { name: "与另一位客户是同一人？" });
      await join.getByRole("searchbox", { name: "查找另一位客户" }).fill(theirs.phone);
      await join.getByRole("list", { name: "查找结果" }).getByRole("button").first().waitFor();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await join.getByText(`${mine.name} 与 ${theirs.name} 将成为一位客户`).waitFor();
      await join.getByLabel("合并理由").fill("同一身份证");
      await page.keyboard.press("Enter");
      await page.getByText("已合并为一位客户").waitFor();
      await settled();
      const both = await customer(pair[0]);
      expect((await customer(pair[1])).customer.customer_id).toBe(both.customer.customer_id);
      const accounts = [...before.values()].flatMap((each) => each.accounts.map((account) => account.account_ref));
      expect(both.accounts.map((account) => account.account_ref).sort()).toEqual(accounts.sort());
      await page.goto(`${operator.url}/customers/${pair[1]}`);
      await page.getByRole("button", { name: "人员记录" }).click();
      await page.getByText("曾用编号").waitFor();
    },
    LONG,
  );

  it(
    "who does not belong is split off with a reason, and both customers have their own figures again",
    async () => {
      const now = (await customer(pair[0])).customer.customer_id;
      const parted = pair.find((id) => id !== now) ?? "";
      const drawer = page.getByRole("dialog", { name: "该客户由哪些人员记录组成" });
      for (const { system, party_ref } of persons.get(parted) ?? [])
        await drawer.getByRole("checkbox", { name: `${system} ${party_ref}` }).check();
      await drawer.getByLabel("理由", { exact: true }).fill("父子二人");
      await drawer.getByRole("button", { name: /拆出/ }).click();
      await page.getByText("已拆分").waitFor();
      await settled();
      for (const [id, was] of before) expect(await customer(id)).toEqual(was);
      await page.goto(`${operator.url}/customers/${parted}`);
      await page.getByRole("heading", { name: "接触时间线" }).waitFor();
      expect(heard).toEqual([]);
    },
    LONG,
  );
});
