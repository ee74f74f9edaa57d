import type { BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { complaints, openBrowser, URL } from "./browser";

describe("the served app", () => {
  let browser: BrowserContext;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it("shows the login page in Chinese, then in English, and the content policy refuses nothing", async () => {
    const page = await browser.newPage();
    const heard = complaints(page);
    await page.goto(URL);
    await page.getByRole("button", { name: "登录", exact: true }).waitFor();
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("button", { name: "Log in" }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    expect(heard).toEqual([]);
  });

  it("says that login and password do not fit", async () => {
    const page = await browser.newPage();
    await page.goto(URL);
    await page.locator("input[autocomplete=username]").fill("nobody");
    await page.locator("input[type=password]").fill("not the password");
    await page.locator("button[type=submit]").click();
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").isVisible()).toBe(true);
  });
});
