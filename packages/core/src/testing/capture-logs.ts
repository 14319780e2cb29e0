import {
  checkLevel,
  escapeControls,
  getLogger,
  type HandlerLike,
  INFO,
  type LevelLike,
  type Logger,
  NOTSET,
  NullHandler,
  type RecordFormatter,
} from "../index.ts";
import type { CapturedLogs } from "./captured-logs.ts";
import { ListHandler } from "./list-handler.ts";

// The key of `Symbol.dispose` where the reader's TypeScript has one; none in a library of ES2022 alone.
type DisposeKey = SymbolConstructor extends { readonly dispose: infer Key extends symbol } ? Key : never;

/** Logs that are being captured, until `stop()`; or until the end of the block, with `using`. */
export type LogCapture = CapturedLogs & {
  /** Puts the logger back as it was. What was captured stays. A second call does nothing. */
  stop(): void;
} & { readonly [Key in DisposeKey]: () => void };

/** What a capture takes from a logger and gives back. */
interface Setting {
  readonly handlers: HandlerLike[];
  readonly level: number;
  readonly propagate: boolean;
}

interface Running {
  readonly handler: ListHandler;
  before: Setting;
}

// The captures of a logger, oldest first: they need not end in the order of their beginning.
const running = new WeakMap<Logger, Running[]>();

/** The lines of `output`, as CPython's `assertLogs` has them, with core's own small text. */
function lines(): RecordFormatter {
  const plain = new NullHandler();
  void plain.close();
  return {
    format: (record) =>
      `${escapeControls(`${record.levelname}:${record.name}`, "escape")}:${plain.format(record)}`,
  };
}

/**
 * Captures what is logged from now on, instead of letting it go to the handlers.
 *
 * ```ts
 * const logs = captureLogs('shop');
 * buy();
 * logs.stop();
 * logs.messages; // ['bought 3 apples']
 * ```
 *
 * While it runs, the logger has a handler of its own in place of its handlers, does not propagate, and has the
 * level. Loggers below it that propagate are captured too. `using logs = captureLogs()` stops by itself, where
 * the runtime has `Symbol.dispose`.
 *
 * @param logger The logger or its name. Default: the root.
 * @param level The lowest level to capture. Default `INFO`. Unlike CPython, `NOTSET` captures everything.
 * @throws {RangeError | TypeError} `level` is no level, or `logger` is no logger's name.
 *
 * Follows the context of `unittest`'s `assertLogs`, without its check:
 * https://docs.python.org/3/library/unittest.html#unittest.TestCase.assertLogs
 */
export function captureLogs(logger?: Logger | string, level: LevelLike = INFO): LogCapture {
  const target = loggerOf(logger);
  const handler = new ListHandler(checkLevel(level, "captureLogs"));
  handler.formatter = lines();
  const captures = running.get(target) ?? [];
  running.set(target, captures);
  const capture = { handler, before: settingOf(target) };
  captures.push(capture);
  apply(target, {
    handlers: [handler],
    // A logger at NOTSET would ask the one above.
    level: handler.level === NOTSET ? 1 : handler.level,
    propagate: false,
  });
  const stop = (): void => stopCapture(target, captures, capture);
  const { dispose } = Symbol as { readonly dispose?: symbol };
  return {
    records: handler.records,
    output: handler.output,
    get messages() {
      return handler.messages;
    },
    stop,
    ...(dispose === undefined ? undefined : { [dispose]: stop }),
  };
}

/** The logger of a name; a logger itself stays. */
export function loggerOf(logger: Logger | string | undefined): Logger {
  return typeof logger === "object" ? logger : getLogger(logger);
}

function settingOf({ handlers, level, propagate }: Logger): Setting {
  return { handlers, level, propagate };
}

function apply(logger: Logger, { handlers, level, propagate }: Setting): void {
  logger.handlers = handlers;
  logger.propagate = propagate;
  logger.setLevel(level);
}

function stopCapture(logger: Logger, captures: Running[], capture: Running): void {
  const place = captures.indexOf(capture);
  if (place < 0) return;
  captures.splice(place, 1);
  const next = captures[place];
  // One that began later still runs: what it gives back in the end is what was before this one.
  if (next === undefined) apply(logger, capture.before);
  else next.before = capture.before;
  void capture.handler.close();
}
