import { defineConfig } from "vitest/config";

// Stories in a real browser against a running server: TIELINE_URL=http://127.0.0.1:8000 npm run e2e
export default defineConfig({
  root: import.meta.dirname,
  test: {
    environment: "node",
    include: ["**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
