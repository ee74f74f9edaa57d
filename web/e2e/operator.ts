import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    url: string;
    delivery: string;
  }
}

const ROOT = resolve(import.meta.dirname, "../..");
const BIN = join(ROOT, ".venv", "bin");
const READY_WITHIN_MS = 60_000;

/** People and definitions, but no data yet: what the stories bring themselves. */
const PREPARE = `
import django
django.setup()
from django.conf import settings
from tieline.server import deliver, demo, serve
serve.migrate()
deliver.publish(settings.PROJECT_DIR / "packs" / "telecom")
demo.make_people()
`;

export type Operator = { url: string; delivery: string; end: () => Promise<void> };

/** The operator that the stories share: its files lie ready to be delivered; gone afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, delivery, end } = await startOperator({ customers: 1500, seed: 5 });
  project.provide("url", url);
  project.provide("delivery", delivery);
  return end;
}

type Wanted = { customers: number; seed: number; hasRun?: boolean; settings?: Record<string, string> };

/** A server of its own over a simulated operator; with `hasRun` everything is delivered and the pipeline has run. */
export async function startOperator(of: Wanted): Promise<Operator> {
  const folder = mkdtempSync(join(tmpdir(), "tieline-stories-"));
  const outside = Object.entries(process.env).filter(([name]) => !name.startsWith("TIELINE_"));
  const env = {
    ...Object.fromEntries(outside),
    TIELINE_DATA: join(folder, "data"),
    DJANGO_SETTINGS_MODULE: "tieline.server.settings",
    ...of.settings,
  };
  const delivery = join(folder, "delivery");
  const tieline = (...words: string[]) => execFileSync(join(BIN, "tieline"), words, { env, cwd: ROOT });
  tieline("simulate", "--customers", String(of.customers), "--seed", String(of.seed), "--out", delivery);
  execFileSync(join(BIN, "python"), ["-c", PREPARE], { env, cwd: ROOT });
  if (of.hasRun) {
    tieline("load", "--pack", "packs/telecom", "--from", delivery);
    tieline("run");
  }
  const port = await freePort();
  const server = spawn(join(BIN, "tieline"), ["up", "--port", String(port)], { env, cwd: ROOT, stdio: "inherit" });
  const url = `http://127.0.0.1:${port}`;
  await ready(url, server);
  const end = async () => {
    const ended = new Promise((done) => server.once("exit", done));
    server.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, delivery, end };
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? found(address.port) : failed(new Error("no port"))));
    });
  });
}

async function ready(url: string, server: ChildProcess): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until) {
    if (server.exitCode !== null) throw new Error(`the server stopped with code ${server.exitCode}`);
    const answer = await fetch(`${url}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((later) => setTimeout(later, 200));
  }
  throw new Error(`the server was not ready within ${READY_WITHIN_MS} ms`);
}
