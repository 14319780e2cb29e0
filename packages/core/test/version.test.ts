import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { VERSION } from "../src/version.ts";

test("VERSION is that of package.json", () => {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  expect(JSON.parse(manifest)).toMatchObject({ version: VERSION });
});
