import { CONFIG } from "./differences/config.ts";
import type { Difference } from "./differences/difference.ts";
import { MISC } from "./differences/misc.ts";
import { PERCENT } from "./differences/percent.ts";
import { RECORDS } from "./differences/records.ts";
import { ROLLOVER } from "./differences/rollover.ts";
import { ROTATING } from "./differences/rotating.ts";
import { SHUTDOWN } from "./differences/shutdown.ts";
import { STRFTIME } from "./differences/strftime.ts";
import { STYLES } from "./differences/styles.ts";
import { TIMED } from "./differences/timed.ts";
import { TREE } from "./differences/tree.ts";
import { WARNINGS } from "./differences/warnings.ts";

export type { Difference, Version } from "./differences/difference.ts";

/** All accepted differences; of a group, the first that fits excuses a case. */
export const DIFFERENCES: readonly Difference[] = [
  ...PERCENT,
  ...STYLES,
  ...STRFTIME,
  ...TREE,
  ...ROTATING,
  ...ROLLOVER,
  ...TIMED,
  ...RECORDS,
  ...CONFIG,
  ...WARNINGS,
  ...SHUTDOWN,
  ...MISC,
];
