import { type BrowserContext, chromium, type Page } from "playwright-core";
import { inject } from "vitest";

export const URL = inject("url");
const CHROMIUM = process.env.TIELINE_CHROMIUM ?? "/usr/bin/chromium";

/** A headless Chromium with a profile of its own that goes when the browser does. */
export async function openBrowser(options: { width?: number; height?: number } = {}): Promise<BrowserContext> {
  // Without a folder of ours, Playwright makes one and removes it once Chromium has really gone.
  return chromium.launchPersistentContext("", {
    executablePath: CHROMIUM,
    headless: true,
    viewport: { width: options.width ?? 1366, height: options.height ?? 860 },
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** What the page complained about: script errors, and whatever the content policy refused. */
export function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on("pageerror", (error) => heard.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy|Refused|Uncaught/.test(message.text()))
      heard.push(message.text());
  });
  return heard;
}

/** Logs in on the login page and waits for the first screen. */
export async function logIn(page: Page, login: string, password: string, url = URL): Promise<void> {
  await page.goto(url);
  await page.locator("input[autocomplete=username]").fill(login);
  await page.locator("input[type=password]").fill(password);
  await page.locator("button[type=submit]").click();
  await page.locator("main#content").waitFor();
}
