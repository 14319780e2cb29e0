import { defineConfig } from "vitest/config";

export default defineConfig({
  // Tests run on the sources: no build is needed while one works.
  ssr: { resolve: { conditions: ["@log/source"] } },
  test: {
    include: ["**/test/**/*.test.ts", "conformance/**/*.test.ts"],
    coverage: { include: ["**/src/**/*.ts"] },
  },
});
