import { settings } from "@log/core";
import { handlerContract } from "@log/core/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type Broken, brokenHandlers, LEAKED_EVENT, sound } from "./broken-handlers.ts";

beforeAll(() => {
  // Some of the handlers have trouble when nobody watches them.
  settings.raiseExceptions = false;
});

afterAll(() => {
  settings.raiseExceptions = true;
});

/** The tests that a handler fails, each with the message. */
async function failures(make: Broken["make"]): Promise<{ title: string; message: string }[]> {
  const tests: [string, () => Promise<void>][] = [];
  handlerContract((title, run) => tests.push([title, run]), make, { written: ({ lines }) => lines });
  const failed: { title: string; message: string }[] = [];
  for (const [title, run] of tests) {
    await run().catch((error: unknown) => failed.push({ title, message: String(error) }));
    process.removeAllListeners(LEAKED_EVENT);
  }
  return failed;
}

test("the handler that the broken ones are made of fails nothing", async () => {
  expect(await failures(sound)).toEqual([]);
});

test.each(brokenHandlers)("a handler that $fault fails: $test", async ({ make, test: title }) => {
  const failed = await failures(make);
  expect(failed.map((each) => each.title)).toEqual([title]);
  // The message begins with the class that is at fault.
  expect(failed[0]?.message).toMatch(/^Error: [A-Z]\w+Handler[:.] ?\w/u);
});

test("there is a broken handler for each test of the contract", () => {
  const titles: string[] = [];
  handlerContract((title) => titles.push(title), sound, { written: ({ lines }) => lines });
  expect(new Set(brokenHandlers.map((broken) => broken.test))).toEqual(new Set(titles));
});
