// node:test runs the contract of every handler.

import { test } from "node:test";

import { registerContracts } from "./contracts.mjs";

registerContracts(test);
