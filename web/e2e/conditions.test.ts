import type { BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ConditionCount } from "@/api";
import { complaints, logIn, openBrowser } from "./browser";
import { type Operator, startOperator } from "./operator";

const PASSWORD = "tieline-demo-2026";
const LONG = 5 * 60_000;
const RISK =
  'voice_minutes_30d < 0.3 * average_voice_minutes_3m and count(contacts[at > now() - duration("P7D") and reason = "mnp query"]) > 0';

/** An analyst builds a rule by clicks, sees what it says and for whom it holds, publishes it, and finds it in the list. */
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
    await page.getByLabel("百分比", { exact: true }).fill("30");
    await pick(page.getByLabel("另一字段"), "此前三个月月均通话分钟");
    await written("voice_minutes_30d < 0.3 * average_voice_minutes_3m");
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
    await about.getByText("近30天通话分钟 < 0.3 × 此前三个月月均通话分钟 且").waitFor();
    await about.getByText("事由 = “携号转网查询”").waitFor();
    const csrf = (await office.cookies()).find(({ name }) => name === "csrftoken")?.value ?? "";
    const answer = await page.request.post(`${operator.url}/api/conditions/count`, {
      data: { text: RISK },
      headers: { "X-CSRFToken": csrf },
    });
    const { count, customers } = (await answer.json()) as ConditionCount;
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

  it("is published with a reason, and stands in the list", async () => {
    await pick(page.getByLabel("严重程度"), "高");
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
