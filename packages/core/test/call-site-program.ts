/** Types and remarks have lines of their own in it; each message begins with the name of the function it stands in. */
const SITUATIONS = `
import { getLogger, Handler, logFrom, LoggerAdapter, type LogRecord } from "@core";

/** What is printed of a record. */
interface Site {
  readonly message: string;
  readonly funcName: string;
  readonly lineno: number;
  readonly pathname: string;
  readonly filename: string;
  readonly module: string;
  readonly stackInfo: string | undefined;
}
function print(record: LogRecord): void {
  const { message, funcName, lineno, pathname, filename, module, stackInfo } = record;
  const site: Site = { message, funcName, lineno, pathname, filename, module, stackInfo };
  console.log(JSON.stringify(site));
}
const kept: LogRecord[] = [];
/** Prints what was kept, inside of the call that it handles, of which it reads the call site as well. */
class Reading extends Handler {
  override emit(record: LogRecord): void {
    if (record.lineno === 0) throw new Error("the call site of another call is unknown");
    for (const one of kept.splice(0)) print(one);
  }
}
const another = getLogger("another");
another.setLevel(1);
another.propagate = false;
another.addHandler(new Reading());
class Sites extends Handler {
  override emit(record: LogRecord): void {
    const { message } = record;
    if (message.startsWith("keeps: not")) kept.push(record);
    else if (message.startsWith("keeps:")) kept.push(record.prepare());
    else {
      if (message.startsWith("loud:")) another.info("while a record is handled");
      print(record);
    }
  }
}
const logger = getLogger("sites");
logger.setLevel(1);
logger.addHandler(new Sites());

type Log = () => void;

// A remark, which a compiler leaves out.
function declared(): void {
  logger.info("declared");
}
const arrow: Log = () => {
  logger.info("arrow");
};
class Shop<T = unknown> {
  static {
    logger.info("<static_initializer>");
  }
  private readonly field: Log = (): void => {
    logger.info("field");
  };
  initial: unknown = logger.info("<instance_members_initializer>");
  items: readonly T[] = [];
  constructor() {
    logger.info("new Shop");
  }
  method(): void {
    this.field();
    logger.info("method");
    this.#secret();
  }
  #secret(): void {
    logger.info("#secret");
  }
  static open(): void {
    logger.info("open");
  }
  get size(): number {
    logger.info("size: getter");
    return this.items.length;
  }
  set size(_count: number) {
    logger.info("size: setter");
  }
  *walk(): Generator<number> {
    logger.info("walk: first");
    yield 1;
    logger.info("walk: later");
  }
  async *pages(): AsyncGenerator<number> {
    logger.info("pages: first");
    yield 1;
    logger.info("pages: later");
  }
  async load(): Promise<void> {
    logger.info("load: before await");
    await Promise.resolve();
    logger.info("load: after await");
  }
}
const given = (item: number): void => {
  logger.info("given");
  if (item > 1) throw new Error("another item");
};
const object = {
  get total(): number {
    logger.info("total");
    return 1;
  },
  short(): void {
    logger.info("short");
  },
};
async function waits(): Promise<void> {
  logger.info("waits: before await");
  await Promise.resolve();
  logger.info("waits: after await");
}
const adapter = new LoggerAdapter(new LoggerAdapter(logger));
function adapted(): void {
  adapter.warning("adapted");
}
function failed(): void {
  logger.exception("failed");
}
function levelled(): void {
  logger.log("INFO", "levelled");
}
function loud(): void {
  logger.info("loud: in a handler that logs itself");
}
function keeps(): void {
  logger.info("keeps: prepared");
  logger.info("keeps: not prepared");
}
function wrapper(text: string, options?: object): void {
  logger.info(text, { stacklevel: 2, ...options });
}
function wraps(): void {
  wrapper("wraps");
}
function outer(text: string, options?: object): void {
  inner(text, options);
}
function inner(text: string, options?: object): void {
  adapter.info(text, { stacklevel: 3, ...options });
}
function twice(): void {
  outer("twice");
}
function audit(text: string, options?: object): void {
  logFrom(audit, logger, "INFO", text, options === undefined ? [] : [options]);
}
function audits(): void {
  audit("audits");
}

logger.info("<module>");
declared();
arrow();
const shop = new Shop<string>();
shop.method();
Shop.open();
shop.size = shop.size;
for (const _ of shop.walk());
for await (const _ of shop.pages());
await shop.load();
void object.total;
object.short();
await waits();
[1].forEach(function callback(): void {
  logger.info("callback");
});
[1].forEach((): void => {
  logger.info("<anonymous>: callback");
});
given(1);
[1].forEach((item: number): void => {
  logger.info("<anonymous>: with a parameter");
  if (item > 1) throw new Error("another item");
});
await Promise.resolve().then(function then(): void {
  logger.info("then");
});
await Promise.resolve().then((): void => {
  logger.info("<anonymous>: then");
});
await new Promise<void>((resolve) => queueMicrotask(function task(): void {
  logger.info("task");
  resolve();
}));
adapted();
failed();
levelled();
wraps();
twice();
audits();
loud();
keeps();
await Promise.resolve();
(function later(): void {
  another.info("in another tick");
})();
`;

const CALL = /^( *)(.*\b(?:logger\.\w+|adapter\.\w+|wrapper|outer|audit)\((?:"INFO", )?")([^"]+)(".*)\);$/gmu;

/**
 * A program in TypeScript that logs in each situation, and prints each record as a line of JSON.
 *
 * Each situation logs twice, the second time with the stack, and then says `stack` in its message: without options
 * the call site is found in another way.
 */
export const CALL_SITE_PROGRAM: string = SITUATIONS.replaceAll(
  CALL,
  (whole, indent: string, call: string, message: string, end: string) =>
    `${whole}\n${indent}${call}${message}, stack${end}, { stackInfo: true });`,
);

/** All messages of the program. */
export const MESSAGES: readonly string[] = [...CALL_SITE_PROGRAM.matchAll(CALL)].map(
  ([, , , message]) => message!,
);
