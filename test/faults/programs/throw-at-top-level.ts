// Logs records and throws while the module is being evaluated: it has no `await`, so nothing of Node's comes between.

import { throwAfter } from "./throw-after.ts";

throwAfter();
