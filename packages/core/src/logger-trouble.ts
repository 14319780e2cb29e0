import { hookExit } from "./exit-hook.ts";
import type { LogRecord } from "./record.ts";
import { reportTrouble } from "./trouble.ts";

/** Reports trouble for which no handler stands: that of a logger. Counts are written at the end of the process. */
export function loggerTrouble(name: string, record: LogRecord | undefined, error: unknown): void {
  reportTrouble(name, record, error);
  hookExit();
}
