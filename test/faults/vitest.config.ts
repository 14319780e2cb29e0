import { defineConfig } from "vitest/config";

import { isFull } from "./harness/scale.ts";

export default defineConfig({
  root: import.meta.dirname,
  ssr: { resolve: { conditions: ["@log/source"] } },
  test: {
    // Another ending than the other tests have: those are run while one works, these are not.
    include: ["*.faults.ts"],
    reporters: ["default", "./harness/reporter.ts"],
    testTimeout: isFull ? 900_000 : 60_000,
    hookTimeout: 60_000,
    // Each test starts processes of its own.
    maxWorkers: 2,
  },
});
