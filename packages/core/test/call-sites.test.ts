import { readFileSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build, transform } from "esbuild";
import { rollup } from "rollup";
import ts from "ts59";
import { describe, expect, test, vi } from "vitest";

import { Handler, LoggerAdapter, type LogRecord, StreamHandler } from "../src/index.ts";
import { ListHandler } from "../src/testing/list-handler.ts";
import { ownTree } from "./own-tree.ts";
import { runNode, withCore } from "./run-program.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Types and remarks have lines of their own in it; each call says in its message in which function it stands. */
const SOURCE = `
import { getLogger, Handler, LoggerAdapter, type LogRecord } from "@core";

/** What is printed of a record. */
interface Site {
  readonly message: string;
  readonly funcName: string;
  readonly lineno: number;
  readonly pathname: string;
  readonly filename: string;
  readonly module: string;
}
class Sites extends Handler {
  override emit(record: LogRecord): void {
    const { message, funcName, lineno, pathname, filename, module, stackInfo } = record;
    const site: Site & { stackInfo: unknown } = { message, funcName, lineno, pathname, filename, module, stackInfo };
    console.log(JSON.stringify(site));
  }
}
const logger = getLogger("sites");
logger.setLevel("DEBUG");
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
  private readonly field: Log = (): void => {
    logger.info("field");
  };
  items: readonly T[] = [];
  constructor() {
    logger.info("new Shop");
  }
  method(): void {
    this.field();
    logger.info("method");
  }
  get size(): number {
    logger.info("size");
    return this.items.length;
  }
  *walk(): Generator<T> {
    logger.info("walk");
    yield* this.items;
  }
  async load(): Promise<void> {
    logger.info("load before");
    await Promise.resolve();
    logger.info("load after");
  }
}
const adapter = new LoggerAdapter(logger);
function adapted(): void {
  adapter.warning("adapted");
}
function wrapper(text: string): void {
  logger.info(text, { stacklevel: 2 });
}
function wraps(): void {
  wrapper("wraps");
}
function stacked(): void {
  logger.info("stacked", { stackInfo: true });
}

declared();
arrow();
const shop = new Shop<string>();
shop.method();
void shop.size;
[...shop.walk()];
await shop.load();
[1].forEach(function callback(): void {
  logger.info("callback");
});
await Promise.resolve().then(function then(): void {
  logger.info("then");
});
adapted();
wraps();
stacked();
`;
const MESSAGES = [...SOURCE.matchAll(/(?:info|warning|wrapper)\("([^"]+)"/gu)].map(([, message]) => message!);

const folder = temporaryFolder("log-call-sites-");
const program = join(folder, "program.ts");
writeFileSync(program, withCore(SOURCE));
const core = fileURLToPath(new URL("../src/index.ts", import.meta.url));
const unbundled = join(folder, "unbundled.ts");
writeFileSync(unbundled, SOURCE);

/** A message of the program, and where it was logged. */
interface Site {
  readonly message: string;
  readonly funcName: unknown;
  readonly lineno: number;
  readonly pathname: string;
  /** File and line of the first frame of `stackInfo`, where that was asked for. */
  readonly stack: string | undefined;
}

/** What a run of the program says of its call sites. */
async function sitesOf(...args: string[]): Promise<Site[]> {
  const { stdout, stderr } = await runNode(args);
  // What went wrong is the best message.
  if (stderr !== "") throw new Error(stderr);
  const records = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as LogRecord);
  return inOrder(
    records.map(({ message, funcName, lineno, pathname, filename, module, stackInfo }) => {
      expect({ message, filename, module }).toEqual({
        message,
        filename: basename(pathname),
        module: basename(pathname, extname(pathname)),
      });
      const [, frame] = stackInfo?.split("\n") ?? [];
      const [, stack] = /(\/[^/].*):\d+\)?$/u.exec(frame ?? "") ?? [];
      return { message, funcName, lineno, pathname, stack };
    }),
  );
}

/** The lines of a file in which the calls stand, and the functions by the names that `nameOf` says. */
function sitesIn(file: string, nameOf: (message: string) => unknown = ownName): Site[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return inOrder(
    MESSAGES.map((message) => {
      const lineno = lines.findIndex((line) => line.includes(`("${message}"`)) + 1;
      const stack = message === "stacked" ? `${file}:${lineno}` : undefined;
      return { message, funcName: nameOf(message), lineno, pathname: file, stack };
    }),
  );
}

function inOrder(sites: readonly Site[]): Site[] {
  return sites.toSorted((a, b) => (a.message < b.message ? -1 : 1));
}

/** The name of the function that a message stands in. */
function ownName(message: string): string {
  return message.replace(/ (?:before|after)$/u, "");
}

/** Where names are made short, only those of methods stay; a name of ours is never among them. */
function shortName(message: string): unknown {
  const isMethod = ["method", "size", "walk", "load before", "load after"].includes(message);
  const short = isMethod ? "" : "|(?:new )?\\w{1,3}|<anonymous>";
  return expect.stringMatching(new RegExp(`^(?:${ownName(message)}${short})$`, "u"));
}

/** With a map to names as well, the engine sometimes takes the name of a parameter. */
function anyName(): unknown {
  return expect.any(String);
}

test("in TypeScript whose types Node strips", async () => {
  expect(await sitesOf(program)).toEqual(sitesIn(program));
});

test("in a worker thread", async () => {
  const main = join(folder, "main.mjs");
  writeFileSync(
    main,
    `import { Worker } from "node:worker_threads"; new Worker(new URL("program.ts", import.meta.url));`,
  );
  expect(await sitesOf(main)).toEqual(sitesIn(program));
});

describe("in TypeScript that is compiled", () => {
  const compiled = join(folder, "compiled.mjs");
  const { outputText, sourceMapText } = ts.transpileModule(withCore(SOURCE), {
    fileName: "program.ts",
    compilerOptions: {
      target: ts.ScriptTarget.ES2017,
      module: ts.ModuleKind.ESNext,
      sourceMap: true,
      removeComments: true,
    },
  });
  writeFileSync(compiled, outputText.replace("program.js.map", "compiled.mjs.map"));
  writeFileSync(`${compiled}.map`, sourceMapText!);

  test("by itself it is the place in the JavaScript", async () => {
    expect(await sitesOf(compiled)).toEqual(sitesIn(compiled));
  });

  test("with --enable-source-maps it is the place in the TypeScript", async () => {
    expect(await sitesOf("--enable-source-maps", compiled)).toEqual(sitesIn(program));
  });
});

describe.each([
  ["esbuild", false],
  ["esbuild", true],
  ["rollup", false],
  ["rollup", true],
] as const)("in one file by %s, minified: %s", (bundler, minify) => {
  const file = join(folder, `${bundler}-${minify}.mjs`);
  const bundled = bundler === "esbuild" ? byEsbuild(unbundled, file, minify) : byRollup(file, minify);

  test("by itself it is the place in the bundle", async () => {
    await bundled;
    expect(await sitesOf(file)).toEqual(sitesIn(file, minify ? shortName : ownName));
  });

  test("with --enable-source-maps it is the place in the source", async () => {
    await bundled;
    expect(await sitesOf("--enable-source-maps", file)).toEqual(
      sitesIn(unbundled, minify ? anyName : ownName),
    );
  });
});

async function byEsbuild(entry: string, outfile: string, minify: boolean): Promise<void> {
  await build({
    entryPoints: [entry],
    bundle: true,
    alias: { "@core": core },
    format: "esm",
    platform: "node",
    minify,
    sourcemap: true,
    outfile,
    logLevel: "silent",
  });
}

/** Rollup makes nothing small, and leaves that to others. */
async function byRollup(outfile: string, minify: boolean): Promise<void> {
  const bundle = await rollup({
    input: unbundled,
    plugins: [
      {
        name: "typescript",
        resolveId: (id) => (id === "@core" ? core : null),
        transform: (code, id) => transform(code, { loader: "ts", sourcemap: true, sourcefile: id }),
      },
    ],
  });
  const file = minify ? outfile.replace(".mjs", "-whole.mjs") : outfile;
  await bundle.write({ format: "es", file, sourcemap: true });
  await bundle.close();
  if (minify) await byEsbuild(file, outfile, true);
}

describe("a record", () => {
  class Keeping extends Handler {
    readonly kept: LogRecord[] = [];
    readonly #prepares: boolean;

    constructor(prepares: boolean) {
      super();
      this.#prepares = prepares;
    }

    override emit(record: LogRecord): void {
      this.kept.push(this.#prepares ? record.prepare() : record);
    }
  }

  test.each([
    [true, "is right", "keeps"],
    [false, "is unknown", "(unknown function)"],
  ])(
    "that is kept, prepared: %s, %s in another tick and inside of another call",
    async (prepares, _, expected) => {
      const { root, logger } = ownTree();
      const keeping = new Keeping(prepares);
      root.handlers = [keeping];
      function keeps(): void {
        logger.info("kept");
      }
      keeps();
      await Promise.resolve();
      const [record] = keeping.kept;
      const seen: string[] = [];
      const reading = new Keeping(false);
      reading.emit = () => void seen.push(record!.funcName);
      root.handlers = [reading];
      function another(): void {
        logger.info("another");
      }
      another();
      expect([record!.funcName, record!.lineno > 0, ...seen]).toEqual([expected, prepares, expected]);
    },
  );

  test.each([
    ["before", "own"],
    ["after", "own"],
    ["in the message of what", "(unknown function)"],
    ["in the options of what", "(unknown function)"],
    ["in the adapter of what", "(unknown function)"],
  ])("that a handler reads %s it logs itself has the call site %s", (when, expected) => {
    const { root, logger, manager } = ownTree();
    const list = new ListHandler();
    const inner = manager.getLogger("inner");
    inner.propagate = false;
    inner.addHandler(list);
    const seen: string[] = [];
    const handler = new Keeping(false);
    handler.emit = function emit(record: LogRecord): void {
      const read = (): string => {
        seen.push(record.funcName);
        return "read";
      };
      class Reading extends LoggerAdapter {
        override process(
          ...given: Parameters<LoggerAdapter["process"]>
        ): ReturnType<LoggerAdapter["process"]> {
          read();
          return super.process(...given);
        }
      }
      if (when === "before") read();
      inner.info("inside");
      if (when === "after") read();
      else if (when === "in the message of what") inner.info(() => read());
      else if (when === "in the options of what") {
        inner.info("x", {
          get stacklevel() {
            return Number(read());
          },
        });
      } else if (when === "in the adapter of what") new Reading(inner).info("x");
    };
    root.handlers = [handler];
    // An adapter's method is not a logger's: the outer call is of the same kind as the inner one.
    const target = when === "in the adapter of what" ? new LoggerAdapter(logger) : logger;
    function own(): void {
      target.info("outside");
    }
    for (let time = 0; time < 3; time++) own();
    expect(seen).toEqual([expected, expected, expected]);
    expect(new Set(list.records.map(({ funcName }) => funcName))).toEqual(new Set(["emit"]));
  });
});

describe("the stack", () => {
  /** How often the engine was asked for the stack while something ran. */
  function countStacks(work: () => void): number {
    const captured = vi.spyOn(Error, "captureStackTrace");
    const read = vi.fn<(error: Error) => string>(String);
    const { prepareStackTrace } = Error;
    Error.prepareStackTrace = read;
    try {
      work();
      return Math.max(captured.mock.calls.length, read.mock.calls.length);
    } finally {
      Error.prepareStackTrace = prepareStackTrace;
      captured.mockRestore();
    }
  }

  const { root, logger } = ownTree();
  const adapter = new LoggerAdapter(logger, { user: 1 });
  const plain = new StreamHandler({ write: () => undefined });
  plain.setFormatter({
    format: ({ levelname, name, message, created }) => `${created} ${levelname} ${name} ${message}`,
  });
  const showing = new StreamHandler({ write: () => undefined });
  showing.setFormatter({ format: ({ filename, lineno, message }) => `${filename}:${lineno} ${message}` });

  function log(): void {
    logger.info("text");
    logger.warning("%s %d", "text", 1, { field: 1 });
    logger.error("text", new TypeError("made outside"));
    logger.log("INFO", () => "text");
    adapter.info("text");
  }

  test("is not looked at where no handler's format asks for the call site", () => {
    root.handlers = [plain, plain];
    logger.addFilter(() => true);
    // An error makes its own stack, and that is read by whoever prints it.
    const [own] = [new TypeError("made outside")];
    expect(countStacks(() => void own)).toBe(0);
    expect(countStacks(log)).toBe(0);
  });

  test("is looked at once for a record, however many ask", () => {
    root.handlers = [showing, showing];
    expect(countStacks(log)).toBe(5);
    expect(countStacks(log)).toBe(5);
  });

  test("is not looked at any more one record after the last one that asked", () => {
    root.handlers = [showing];
    log();
    root.handlers = [plain];
    log();
    expect(countStacks(log)).toBe(0);
  });

  test("is not looked at for a call that is switched off", () => {
    root.handlers = [showing];
    log();
    root.setLevel("CRITICAL");
    expect(countStacks(log)).toBe(0);
    root.setLevel(1);
  });
});
