import { readFileSync, writeFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { basename, extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { build, transform } from "esbuild";
import { rollup } from "rollup";
import ts from "ts59";
import { describe, expect, test, vi } from "vitest";

import { Handler, LoggerAdapter, type LogRecord, StreamHandler } from "../src/index.ts";
import { ListHandler } from "../src/testing/list-handler.ts";
import { CALL_SITE_PROGRAM, MESSAGES } from "./call-site-program.ts";
import { ownTree } from "./own-tree.ts";
import { runNode, withCore } from "./run-program.ts";
import { temporaryFolder } from "./temporary-folder.ts";

// A stack has no marks around a path: what a path may hold must not be taken for the end of one.
const folder = temporaryFolder("log call (sites) 100% ");
const program = join(folder, "program.ts");
writeFileSync(program, withCore(CALL_SITE_PROGRAM));
const core = fileURLToPath(new URL("../src/index.ts", import.meta.url));
const unbundled = join(folder, "unbundled.ts");
writeFileSync(unbundled, CALL_SITE_PROGRAM);

/** A message of the program, and where it was logged. */
interface Site {
  readonly message: string;
  readonly funcName: string;
  readonly lineno: number;
  readonly pathname: string;
  /** The line of the first frame of `stackInfo`, and whether that lies in the same file; where it was asked for. */
  readonly stack: string | undefined;
}

const UNKNOWN = { funcName: "(unknown function)", lineno: 0, pathname: "(unknown file)" };

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
      return { message, funcName, lineno, pathname, stack: stackInfo && firstFrame(stackInfo, pathname) };
    }),
  );
}

/**
 * `(same file):line` of the first frame of a stack, or the frame as it stands where it lies in another file; `(a file):line`
 * where the call site is unknown.
 */
function firstFrame(stackInfo: string, pathname: string): string | undefined {
  const [header, frame] = stackInfo.split("\n");
  expect(header).toBe("Stack (most recent call first):");
  if (pathname === UNKNOWN.pathname) return `(a file):${/:(\d+):\d+\)?$/u.exec(frame!)?.[1]}`;
  // By itself the engine writes a URL, with a source map Node writes a path.
  for (const place of [pathToFileURL(pathname).href, pathname]) {
    const at = frame!.indexOf(`${place}:`);
    if (at >= 0) return `(same file):${Number.parseInt(frame!.slice(at + place.length + 1), 10)}`;
  }
  return frame;
}

type NameOf = (message: string) => string;

/** The lines of a file in which the calls stand, and the functions by the names that `nameOf` says. */
function sitesIn(file: string, nameOf: NameOf = ownName): Site[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return inOrder(
    MESSAGES.map((message) => {
      // What is bundled with the program comes before it.
      const lineno = lines.findLastIndex((line) => line.includes(`"${message}"`)) + 1;
      const hasStack = message.endsWith(", stack");
      // A stack that was asked for is taken at once, the call site only when it is read, and then it may be too late.
      if (message.includes("not prepared")) {
        return Object.assign({ message, stack: hasStack ? `(a file):${lineno}` : undefined }, UNKNOWN);
      }
      const stack = hasStack ? `(same file):${lineno}` : undefined;
      return { message, funcName: nameOf(message), lineno, pathname: file, stack };
    }),
  );
}

function inOrder(sites: readonly Site[]): Site[] {
  return sites.toSorted((a, b) => (a.message < b.message ? -1 : 1));
}

/** The name of the function that a message stands in: the message begins with it. */
function ownName(message: string): string {
  return message.replace(/[:,].*$/u, "");
}

/** Where a compiler for older engines makes functions of its own, these are where the call stands. */
function es2017Name(message: string): string {
  const name = ownName(message);
  const made: Readonly<Record<string, string>> = {
    "<static_initializer>": "<anonymous>",
    "<instance_members_initializer>": "new Shop",
    "#secret": "_Shop_secret",
    pages: "pages_1",
  };
  return made[name] ?? name;
}

/** One way to make a program of the source. */
interface Made {
  readonly title: string;
  /** The program. */
  readonly file: string;
  /** What makes it. */
  readonly made: Promise<void>;
  /** The names of functions in it. */
  readonly nameOf: () => NameOf;
  /** Where the source map leads to. */
  readonly source?: string;
  /** The names of functions with the source map. */
  readonly mappedNameOf?: () => NameOf;
}

const all: readonly Made[] = [
  {
    title: "in TypeScript whose types Node strips",
    file: program,
    made: Promise.resolve(),
    nameOf: () => ownName,
  },
  byTypeScript("ES2022", ownName),
  byTypeScript("ES2017", es2017Name),
  ...(["esbuild", "rollup"] as const).flatMap((bundler) => [bundle(bundler, false), bundle(bundler, true)]),
];

describe.each(all)("$title", ({ file, made, nameOf, source, mappedNameOf = nameOf }) => {
  const worker = join(folder, `worker-${basename(file)}.mjs`);
  const url = JSON.stringify(pathToFileURL(file).href);
  writeFileSync(worker, `import { Worker } from "node:worker_threads"; new Worker(new URL(${url}));`);

  test.each([
    ["the main thread", file],
    ["a worker thread", worker],
  ])("%s: by itself it is the place in what runs", async (_, run) => {
    await made;
    expect(await sitesOf(run)).toEqual(sitesIn(file, nameOf()));
  });

  test.each([
    ["the main thread", file],
    ["a worker thread", worker],
  ])("%s: with --enable-source-maps it is the place in the source", async (_, run) => {
    await made;
    expect(await sitesOf("--enable-source-maps", run)).toEqual(sitesIn(source ?? file, mappedNameOf()));
  });
});

function byTypeScript(target: "ES2017" | "ES2022", nameOf: NameOf): Made {
  const file = join(folder, `compiled-${target}.mjs`);
  const { outputText, sourceMapText } = ts.transpileModule(withCore(CALL_SITE_PROGRAM), {
    fileName: "program.ts",
    compilerOptions: {
      target: ts.ScriptTarget[target],
      module: ts.ModuleKind.ESNext,
      sourceMap: true,
      removeComments: true,
    },
  });
  writeFileSync(file, outputText.replace("program.js.map", `${basename(file)}.map`));
  writeFileSync(`${file}.map`, sourceMapText!);
  const title = `in TypeScript that is compiled to ${target}`;
  return { title, file, made: Promise.resolve(), nameOf: () => nameOf, source: program };
}

function bundle(bundler: "esbuild" | "rollup", minify: boolean): Made {
  const file = join(folder, `${bundler}-${minify}.mjs`);
  return {
    title: `in one file by ${bundler}, minified: ${minify}`,
    file,
    made: bundler === "esbuild" ? byEsbuild(unbundled, file, minify) : byRollup(file, minify),
    nameOf: () => (minify ? minifiedName(file) : ownName),
    source: unbundled,
    mappedNameOf: () => (minify ? mappedName(file) : ownName),
  };
}

/** Names that are not used go, those of functions, classes and private methods become short, those of methods stay. */
function minifiedName(file: string): NameOf {
  const short = renamed(file);
  return (message) => {
    const name = ownName(message);
    if (["callback", "then", "task"].includes(name)) return "<anonymous>";
    return name === "new Shop" ? `new ${short("Shop")}` : short(name);
  };
}

/** A map names what stands at a place: where a function begins with its name, as a method does, it is known again. */
function mappedName(file: string): NameOf {
  const nameOf = minifiedName(file);
  return (message) => (ownName(message) === "#secret" ? "#secret" : nameOf(message));
}

/** What a bundler made of a name, as its source map says. */
function renamed(file: string): (name: string) => string {
  const code = readFileSync(file, "utf8").split("\n");
  const payload = JSON.parse(readFileSync(`${file}.map`, "utf8")) as ConstructorParameters<
    typeof SourceMap
  >[0];
  const map = new SourceMap(payload);
  const found = new Map<string, string>();
  code.forEach((line, number) => {
    for (const { index } of line.matchAll(/(?<![\w$])#?[\w$]+/gu)) {
      const { name, generatedColumn, originalSource } = map.findEntry(number, index) as Record<
        string,
        unknown
      >;
      if (typeof name !== "string" || generatedColumn !== index) continue;
      if (!String(originalSource).endsWith(basename(unbundled))) continue;
      const short = /^#?[\w$]+/u.exec(line.slice(index))![0];
      found.set(name, short);
    }
  });
  return (name) => found.get(name) ?? name;
}

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
  const bundled = await rollup({
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
  await bundled.write({ format: "es", file, sourcemap: true });
  await bundled.close();
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
        logger.info("kept", { stackInfo: true });
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
      // A stack that was asked for is taken at once, and is the call's wherever it is read.
      expect(record!.stackInfo).toMatch(/^Stack \(most recent call first\):\n {4}at keeps \(/u);
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
      inner.info("inside", { stackInfo: true });
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
    const [inside] = list.records;
    expect(inside!.stackInfo).toMatch(/^Stack \(most recent call first\):\n {4}at (?:\S+\.)?emit \(/u);
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
