import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Customer360, PairQueue, PartyMadeOf, PersonCard, QueuePair, Rederivation } from "@/api";
import { complaints, logIn, openBrowser } from "./browser";
import { type Operator, startOperator } from "./operator";

const PASSWORD = "tieline-demo-2026";
const LONG = 5 * 60_000;

/** Two customers whom a person says to be one, and parts again, as a supervisor clicks through it. */
describe("review, split and derive again", () => {
  let operator: Operator;
  let browser: BrowserContext;
  let page: Page;
  let heard: string[];
  let pair: QueuePair;
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

  it("the queue shows two customers side by side, with what agrees and the weights", async () => {
    const queue = await read<PairQueue>("/identity/pairs?sort=accounts&limit=200");
    const found = queue.items.find(({ sides }) => sides.every((side) => side.accounts > 0));
    if (!found) throw new Error("no two customers are in review");
    pair = found;
    for (const { party_id } of pair.sides) {
      before.set(party_id, await customer(party_id));
      persons.set(party_id, (await read<PartyMadeOf>(`/identity/parties/${party_id}`)).persons);
    }
    await page.goto(`${operator.url}/identity?sort=accounts`);
    await page.getByRole("list", { name: "待复核的人员对" }).getByRole("button").first().waitFor();
    await page.goto(`${operator.url}/identity?sort=accounts&pair=${pair.pair_id}`);
    await page.getByRole("table", { name: "并排比较" }).waitFor();
    await page.getByRole("figure", { name: "匹配权重从何而来" }).waitFor();
  });

  it(
    "S says that they are one, and the 360° page of either shows one customer with the accounts of both",
    async () => {
      await page.getByLabel("理由（可选）").fill("同一身份证");
      await page.keyboard.press("Escape");
      await page.keyboard.press("s");
      await page.getByText("已判断为同一人").waitFor();
      await settled();
      const [one, other] = pair.sides.map((side) => side.party_id) as [string, string];
      const both = await customer(one);
      expect((await customer(other)).customer.customer_id).toBe(both.customer.customer_id);
      const accounts = [...before.values()].flatMap((each) => each.accounts.map((account) => account.account_ref));
      expect(both.accounts.map((account) => account.account_ref).sort()).toEqual(accounts.sort());
      await page.goto(`${operator.url}/customers/${other}`);
      await page.getByRole("button", { name: "人员记录" }).click();
      await page.getByText("曾用编号").waitFor();
    },
    LONG,
  );

  it(
    "who does not belong is split off with a reason, and both customers have their own figures again",
    async () => {
      const now = (await customer(pair.sides[0]?.party_id ?? "")).customer.customer_id;
      const parted = pair.sides.find((side) => side.party_id !== now)?.party_id ?? "";
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
