// Tests of an application: that it logs what it should, and nothing else. With vitest or Jest it is the same.
// Run it: node --conditions=@log/source own-test.ts

import assert from "node:assert/strict";
import { test } from "node:test";

import { assertLogs, assertNoLogs, captureLogs } from "@log/core/testing";

import { buy } from "./own-test/cart.ts";

test("what is bought is logged, with what is left", () => {
  const logs = captureLogs("cart");
  buy("apple", 3);
  logs.stop();
  assert.deepEqual(logs.messages, ["bought 3 of apple"]);
  assert.deepEqual(logs.records[0]?.fields, { left: 7 });
});

test("a shortage is a warning", () => {
  const { output } = assertLogs(() => buy("pear", 2), "cart", "WARNING");
  assert.deepEqual(output, ["WARNING:cart:only 1 of pear left wanted=2"]);
});

test("nobody is warned without need", () => {
  assertNoLogs(() => buy("apple", 1), "cart", "WARNING");
});
