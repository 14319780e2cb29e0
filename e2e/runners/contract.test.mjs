// The contract of every handler, with the global `test` of vitest, Jest or Bun.

import { registerContracts } from "./contracts.mjs";

registerContracts(test);
