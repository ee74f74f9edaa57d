import { defineConfig } from "vitest/config";

// Stories in a real browser, against a server with a small operator that the run starts and ends itself.
export default defineConfig({
  root: import.meta.dirname,
  test: {
    environment: "node",
    globalSetup: ["./operator.ts"],
    include: ["**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    bail: 1,
  },
});
