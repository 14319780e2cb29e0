import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type Copy, copyRepository } from "./copy.ts";

// What costs seconds; `pnpm e2e` runs every check on the new package, and the worked example of CONTRIBUTING.md.

let copy: Copy;

beforeAll(() => {
  copy = copyRepository();
  copy.run("pnpm", "new:handler", "syslog", "SysLogHandler");
});

afterAll(() => copy?.remove());

test("the new package is formatted, and the files that name it are too", () => {
  const files = ["packages/handler-syslog", "tsconfig.json", "README.md", ".changeset"];
  expect(copy.run("pnpm", "exec", "oxfmt", "--check", ...files)).toContain("correct format");
});

test("its tests pass, with the whole contract", () => {
  const printed = copy.run("pnpm", "exec", "vitest", "run", "--no-color", "packages/handler-syslog");
  expect(printed).toMatch(/ Tests +2\d passed \(2\d\)/u);
});

test("it comes with a changeset", () => {
  const text = readFileSync(join(copy.folder, ".changeset/handler-syslog.md"), "utf8");
  expect(text).toBe('---\n"@log/handler-syslog": major\n---\n\nThe first release: `SysLogHandler`.\n');
});

test("no second one is made over it, and no name that is none is taken", () => {
  expect(() => copy.run("pnpm", "new:handler", "syslog", "SysLogHandler")).toThrow("is there already");
  expect(() => copy.run("pnpm", "new:handler", "SysLog", "SysLogHandler")).toThrow("usage: pnpm new:handler");
  expect(existsSync(join(copy.folder, "packages/handler-SysLog"))).toBe(false);
});
