import type { BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AlertList, ConditionCount, CustomerHit, CustomerPage } from "@/api";
import { complaints, logIn, openBrowser } from "./browser";
import { type Operator, startOperator } from "./operator";

const PASSWORD = "tieline-demo-2026";
const LONG = 5 * 60_000;
const RISK =
  'voice_minutes_30d < 0.8 * average_voice_minutes_3m and count(contacts[at > now() - duration("P7D") and reason = "mnp query"]) > 0';

/**
 * An analyst builds a rule by clicks, sees what it says and for whom it holds, rehearses it over the past year and
 * publishes it; then an event arrives, and its alert is there within seconds with what was so.
 */
describe("a rule that is built by clicks", () => {
  let operator: Operator;
  let office: BrowserContext;
  let page: Page;
  let heard: string[];

  beforeAll(async () => {
    operator = await startOperator({ customers: 150, seed: 5, hasRun: true });
    office = await openBrowser();
    page = await office.newPage();
    heard = complaints(page);
    await logIn(page, "zhou.jie", PASSWORD, operator.url);
  }, LONG);
  afterAll(async () => {
    await office?.close();
    await operator?.end();
  });

  it("holds one field against a share of another", async () => {
    await page.goto(`${operator.url}/rules`);
    await page.getByRole("button", { name: "新建规则" }).click();
    await page.getByLabel("中文名称").fill("客服圈选的高流失风险");
    await page.getByLabel("英文名称").fill("High churn risk, ours");
    expect(await page.getByLabel("标识").inputValue()).toBe("high_churn_risk_ours");
    await page.getByRole("button", { name: /添加条件$/ }).click();
    await pick(page.getByLabel("问什么"), "近30天通话分钟");
    await pick(page.getByLabel("怎样比较"), "<");
    await pick(page.getByLabel("与什么比较"), "某字段的百分比");
    await page.getByLabel("百分比", { exact: true }).fill("80");
    await pick(page.getByLabel("另一字段"), "此前三个月月均通话分钟");
    await written("voice_minutes_30d < 0.8 * average_voice_minutes_3m");
  });

  it("counts the rows of a list within a window and a filter", async () => {
    await page.getByRole("button", { name: /添加条件$/ }).click();
    await pick(page.getByLabel("问什么").nth(1), "联系记录");
    await pick(page.getByLabel("时间范围"), "最近");
    await page.getByLabel("时长").fill("7");
    await page.getByRole("button", { name: "添加筛选" }).click();
    await pick(page.getByLabel("问什么").nth(2), "事由");
    await pick(page.getByLabel("取值", { exact: true }).last(), "携号转网查询");
    await written(RISK);
  });

  it("says it in words, and for how many customers it holds", async () => {
    const about = page.getByRole("complementary", { name: "条件说明" });
    await about.getByText("近30天通话分钟 < 0.8 × 此前三个月月均通话分钟 且").waitFor();
    await about.getByText("事由 = “携号转网查询”").waitFor();
    const { count, customers }: ConditionCount = await sent(page, "/api/conditions/count", { text: RISK });
    await about.getByText(`占 ${customers} 位客户的`).waitFor();
    expect(await about.locator("strong").innerText()).toBe(String(count));
  });

  it("moves a part by the keyboard, and back", async () => {
    await page.getByRole("button", { name: "移动" }).nth(1).press("Alt+ArrowUp");
    await written(/^count\(.* and voice_minutes_30d/);
    await page.getByRole("button", { name: "撤销" }).click();
    await written(RISK);
  });

  it("points at the wrong word of the text, and follows the text once it is mended", async () => {
    const text = page.getByLabel("条件文本");
    await text.fill(`${RISK} and tenur_months > 3`);
    await page.locator("mark", { hasText: "tenur_months" }).waitFor();
    await page.getByText("是否指“tenure_months”").first().waitFor();
    await text.fill(`${RISK} and tenure_months > 3`);
    await page.locator(".ant-select").filter({ hasText: "在网时长" }).first().waitFor();
    await page.getByRole("button", { name: "更多操作" }).last().click();
    await page.getByRole("menuitem", { name: "删除" }).click();
    await written(RISK);
  });

  it("is rehearsed over the past year before it is published", { timeout: LONG }, async () => {
    const rehearsal = page.getByRole("region", { name: "用过去一年演练" });
    await rehearsal.getByRole("button", { name: "演练", exact: true }).click();
    await rehearsal.getByText("每周预警数").waitFor({ timeout: LONG });
    await rehearsal.getByText("0.8", { exact: true }).first().waitFor();
  });

  it("is published with a reason, and stands in the list", async () => {
    await pick(page.getByLabel("严重程度"), "高");
    await page.getByLabel("不干预的对照比例").fill("0");
    await page.getByLabel("原因").fill("挽留团队要求");
    await page.getByRole("button", { name: "发布", exact: true }).click();
    await page.waitForURL(/\/rules(\/high_churn_risk_ours)?$/);
    await page.getByText("客服圈选的高流失风险").first().waitFor();
    const answer = await page.request.get(`${operator.url}/api/definitions/rule/high_churn_risk_ours`);
    expect(await answer.json()).toMatchObject({
      version: 1,
      state: "published",
      body: { when: RISK, severity: "high" },
    });
    expect(heard).toEqual([]);
  });

  it("raises an alert within seconds of the event that makes it hold, and tells why", { timeout: LONG }, async () => {
    const desk = await openBrowser();
    const shown = await desk.newPage();
    const complained = complaints(shown);
    await logIn(shown, "zhao.min", PASSWORD, operator.url);
    const { customer_id, phone } = await quiet(shown);
    const at = new Date().toISOString();
    const event = { id: `event ${at}`, at, phone, type: "search", intent: "mnp query", query: "携号转网" };
    expect((await sent(page, "/api/ingest/events?source=app.live", [event])).accepted).toBe(1);
    const list = `${operator.url}/api/alerts?rule=high_churn_risk_ours&customer_id=${customer_id}`;
    const raised = async () => ((await (await shown.request.get(list)).json()) as AlertList).items;
    await expect.poll(async () => (await raised()).length, { timeout: 60_000, interval: 500 }).toBe(1);
    const [alert] = await raised();
    await shown.goto(`${operator.url}/alerts?rule=high_churn_risk_ours&alert=${alert?.id}`);
    await shown.getByRole("heading", { name: "客服圈选的高流失风险" }).waitFor();
    await shown.getByText("携号转网查询").first().waitFor();
    expect(complained).toEqual([]);
    await desk.close();
  });

  /** A customer who calls far less than before, and did not ask about leaving yet. */
  async function quiet(shown: Page): Promise<CustomerHit> {
    const text = RISK.replace(" and count(", " and not(count(").concat(")");
    const found = await shown.request.get(`${operator.url}/api/customers?active=true&limit=150`);
    for (const each of ((await found.json()) as CustomerPage).items) {
      const why = await sent(shown, "/api/conditions/explain", { text, customer_id: each.customer_id });
      if (why.held && each.phone) return each;
    }
    throw new Error("nobody calls less than before");
  }

  async function sent(from: Page, path: string, data: object) {
    const csrf = (await from.context().cookies()).find(({ name }) => name === "csrftoken")?.value ?? "";
    return (await from.request.post(`${operator.url}${path}`, { data, headers: { "X-CSRFToken": csrf } })).json();
  }

  async function written(text: string | RegExp): Promise<void> {
    await expect.poll(() => page.getByLabel("条件文本").inputValue(), { timeout: 15_000 }).toMatch(text);
  }
});

/** Chooses an option by its words; the list is searched where it can be. */
async function pick(select: Locator, text: string): Promise<void> {
  await select.click();
  if (await select.isEditable()) await select.fill(text);
  const page = select.page();
  await page
    .locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option-content")
    .getByText(text, { exact: true })
    .first()
    .click();
}
