import { defineConfig } from "vitest/config";

// `--mode full`, since a variable in front of a command is not for every shell.
export default defineConfig(async ({ mode }) => {
  if (mode === "full") process.env["FAULTS"] = "full";
  const { isFull } = await import("./harness/scale.ts");
  return {
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
  };
});
