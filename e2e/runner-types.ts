// Compiled and never run: the `test` of each runner is one that the contract takes.

import { test as testOfNode } from "node:test";

import { test as testOfJest } from "@jest/globals";

import { handlerContract, ListHandler } from "../packages/core/dist/testing/index.js";

export function register(): void {
  for (const test of [testOfNode, testOfJest]) handlerContract(test, () => new ListHandler());
  handlerContract(testOfNode, async () => new ListHandler(), { written: ({ output }) => output });
  handlerContract(testOfJest, async () => new ListHandler(), { written: ({ output }) => output });
}
