import { defineConfig } from "vitest/config";

export default defineConfig({
  // Tests run on the sources: no build is needed while one works.
  ssr: { resolve: { conditions: ["@log/source"] } },
  test: {
    include: ["**/test/**/*.test.ts"],
    // Compilers and child processes run beside each other on machines with two cores.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
