import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { describe, expect, test, vi } from "vitest";

import { baseName, findCaller, moduleName, stackAbove } from "../src/call-site.ts";
import { processId } from "../src/threads.ts";
import { runNode, withCore } from "./run-program.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Each call says in its message which function it stands in. */
const PROGRAM = `
import { getLogger, Handler, logFrom, LoggerAdapter } from "@core";
import { createRequire } from "node:module";

class Sites extends Handler {
  emit(record) {
    console.log(JSON.stringify([record.message, record.funcName, record.lineno, record.pathname]));
  }
}
export const logger = getLogger("sites");
logger.setLevel(1);
logger.addHandler(new Sites());

logger.info("<module>");
{
  logger.info("<module> in a block");
}
function named() { logger.info("named"); }
named();
const arrow = () => logger.info("arrow");
arrow();
(() => logger.info("<anonymous> arrow"))();
(function () { logger.info("<anonymous> function"); })();
[1].forEach(() => logger.info("<anonymous> callback"));
[1].map(named);
const bound = named.bind(null);
bound();
Reflect.apply(named, undefined, []);
class Shop {
  static {
    logger.info("<static_initializer>");
  }
  field = () => logger.info("field");
  initial = logger.info("<instance_members_initializer>");
  constructor() { logger.info("new Shop"); }
  method() { logger.info("method"); this.#secret(); }
  #secret() { logger.info("#secret"); }
  get size() { logger.info("size getter"); return 1; }
  set size(_) { logger.info("size setter"); }
  static open() { logger.info("open"); }
  async load() { logger.info("load before"); await 1; logger.info("load after"); }
  *items() { logger.info("items"); yield 1; logger.info("items later"); }
  async *pages() { await 1; logger.info("pages"); yield 1; }
}
const shop = new Shop();
shop.field();
shop.method();
shop.size = shop.size;
Shop.open();
await shop.load();
[...shop.items()];
for await (const _ of shop.pages());
const object = {
  get total() { logger.info("total"); return 1; },
  short() { logger.info("short"); },
  ["computed name"]() { logger.info("computed name"); },
  ["brackets (in it)"]() { logger.info("brackets (in it)"); },
};
object.total;
object.short();
object["computed name"]();
object["brackets (in it)"]();
async function top() { logger.info("top before"); await 1; logger.info("top after"); }
await top();
await Promise.resolve().then(() => logger.info("<anonymous> then"));
await Promise.resolve().then(function done() { logger.info("done"); });
await new Promise((resolve) => setTimeout(function timer() { logger.info("timer"); resolve(); }));

const adapter = new LoggerAdapter(new LoggerAdapter(logger));
function adapted() { adapter.info("adapted"); }
adapted();
function logged() { logger.log("info", "logged"); adapter.log(20, "logged by the adapter"); }
logged();
function failed() { logger.exception("failed", new Error("x")); adapter.exception("failed in the adapter", "x"); }
failed();
function many() { logger.info("many %s %s %s %s", 1, 2, 3, 4); }
many();

function wrapper(...args) { logger.info(...args, { stacklevel: 2 }); }
function usesWrapper() { wrapper("usesWrapper"); }
usesWrapper();
function deeper(...args) { wrapper2(...args); }
function wrapper2(...args) { adapter.info(...args, { stacklevel: 3 }); }
function usesDeeper() { deeper("usesDeeper"); }
usesDeeper();
// The engine's own calls in between do not count.
function overArrays() { [1].forEach(() => [1].map(() => logger.info("overArrays", { stacklevel: 3 }))); }
overArrays();
function taken() { [2, 1].sort(() => logger.info("taken", { stacklevel: 2 })); }
taken();
function handsOver() { ["handsOver"].forEach((text) => logger.info(text, { stacklevel: 2 })); }
handsOver();
function audit(msg) { logFrom(audit, logger, "INFO", msg, []); }
function usesAudit() { audit("usesAudit"); }
usesAudit();
eval('logger.info("eval")');
createRequire(import.meta.url)("./common site.cjs")(logger);
console.log("done");
`;

const COMMON = `
module.exports = function common(logger) {
  logger.info("common");
  (() => logger.info("<anonymous> common"))();
};
globalThis.logger?.info("<module> common");
`;

const folder = temporaryFolder("log core 100% ");
const [file, common] = [join(folder, "call sites.mjs"), join(folder, "common site.cjs")];
// The top level of a CommonJS module finds the logger there.
const program = withCore(PROGRAM).replace(
  "createRequire(import",
  "globalThis.logger = logger; createRequire(import",
);
writeFileSync(file, program);
writeFileSync(common, COMMON);

/** The line that a message stands in, from 1. */
function lineOf(source: string, message: string): number {
  return (
    source.split("\n").findIndex((line) => line.includes(`"${message}"`) || line.includes(`"${message} %s`)) +
    1
  );
}

async function sites(...args: string[]): Promise<[string, string, number, string][]> {
  const { stdout, stderr } = await runNode([...args, file]);
  expect(stderr).toBe("");
  const lines = stdout.trimEnd().split("\n");
  expect(lines.pop()).toBe("done");
  return lines.map((line) => JSON.parse(line) as [string, string, number, string]);
}

describe("a call site is the file, the line and the function of the call", () => {
  const hook = join(folder, "prepare.cjs");
  writeFileSync(hook, "Error.prepareStackTrace = () => 'mine'; Error.stackTraceLimit = 0;");
  const isIntact = join(folder, "intact.mjs");
  writeFileSync(
    isIntact,
    "process.on('exit', () => { if (Error.stackTraceLimit !== 0 || new Error('x').stack !== 'mine') console.error('changed'); });",
  );

  test.each([
    ["by itself", []],
    ["with --enable-source-maps", ["--enable-source-maps"]],
    [
      "with a prepareStackTrace of the application's and a stackTraceLimit of 0, which stay",
      ["--require", hook, "--import", pathToFileURL(isIntact).href],
    ],
  ])("%s", async (_, flags) => {
    const found = await sites(...flags);
    expect(found).toHaveLength(49);
    for (const [message, funcName, lineno, pathname] of found) {
      const [expected] = message.split(
        / (?:in|arrow|function|callback|getter|setter|before|after|later|then|by|\d|common)\b/u,
      );
      const isCommon = message.endsWith("common");
      const where = message === "eval" ? "<anonymous>" : isCommon ? common : file;
      const line =
        message === "eval" ? 1 : lineOf(isCommon ? COMMON : program, message.replace(/( \d)+$/u, ""));
      expect([message, funcName, lineno, pathname]).toEqual([message, expected, line, where]);
    }
  });

  test("where Error is frozen it is unknown, and nothing throws", async () => {
    const frozen = join(folder, "frozen.cjs");
    writeFileSync(frozen, "Object.freeze(Error);");
    const [first] = await sites("--require", frozen);
    expect(first).toEqual(["<module>", "(unknown function)", 0, "(unknown file)"]);
  });
});

describe("findCaller", () => {
  /** What is looked at of a frame of V8's. */
  interface Given {
    readonly url?: string | null;
    readonly line?: number | null;
    readonly name?: string | null;
    readonly isConstructor?: boolean;
    readonly encloses?: readonly [line: number, column: number];
  }

  /** Has the engine answer with frames of the test's. */
  function withFrames(given: readonly Given[]): ReturnType<typeof findCaller> {
    const frames = given.map(({ url = null, line = null, name = null, isConstructor = false, encloses }) => ({
      getFileName: () => url,
      getLineNumber: () => line,
      getColumnNumber: () => 1,
      getFunctionName: () => name,
      isConstructor: () => isConstructor,
      ...(encloses && {
        getEnclosingLineNumber: () => encloses[0],
        getEnclosingColumnNumber: () => encloses[1],
      }),
    }));
    return withStack(() =>
      (Error.prepareStackTrace as (error: unknown, all: unknown) => unknown)({}, frames),
    );
  }

  function withStack(read: () => unknown): ReturnType<typeof findCaller> {
    const capture = vi.spyOn(Error, "captureStackTrace").mockImplementation((target) => {
      Object.assign(target, { stack: read() });
    });
    try {
      return findCaller(withStack, 1);
    } finally {
      capture.mockRestore();
    }
  }

  test.each<[Given, pathname: string, lineno: number, funcName: string]>([
    [{ url: "file:///a/b.ts", line: 3, name: "f" }, "/a/b.ts", 3, "f"],
    [{ url: "file:///a/b.ts", line: 3 }, "/a/b.ts", 3, "<anonymous>"],
    [{ url: "/a/b.cjs", line: 1, encloses: [1, 1] }, "/a/b.cjs", 1, "<module>"],
    [{ url: "/a/b.cjs", line: 1, encloses: [1, 9] }, "/a/b.cjs", 1, "<anonymous>"],
    [{ url: "/a/b.cjs", line: 1, name: "A.B.f" }, "/a/b.cjs", 1, "f"],
    [{ url: "/a/b.cjs", line: 1, name: "get size" }, "/a/b.cjs", 1, "size"],
    [{ url: "/a/b.cjs", line: 1, name: "A.set size" }, "/a/b.cjs", 1, "size"],
    [{ url: "/a/b.cjs", line: 1, name: "A.B", isConstructor: true }, "/a/b.cjs", 1, "new A.B"],
    [{ url: "/a (1)/b.cjs", line: 1, name: "GET (/f)" }, "/a (1)/b.cjs", 1, "GET (/f)"],
    [
      { url: "webpack-internal:///(rsc)/./a.ts", line: 3 },
      "webpack-internal:///(rsc)/./a.ts",
      3,
      "<anonymous>",
    ],
    [{ url: "file:///C:/a/b.ts", line: 3, name: "f" }, "C:\\a\\b.ts", 3, "f"],
    [{ url: "file:///a%20b/100%.ts", line: 3, name: "f" }, "/a%20b/100%.ts", 3, "f"],
    [{ url: "file:///a%20b/100%25.ts", line: 3, name: "f" }, "/a b/100%.ts", 3, "f"],
    [{ url: "https://example.org/a.js", line: 3, name: "f" }, "https://example.org/a.js", 3, "f"],
    [{ line: 2, name: "eval" }, "<anonymous>", 2, "eval"],
    [{ url: "node:internal/timers", line: 581 }, "node:internal/timers", 581, "<anonymous>"],
  ])("reads %j", (frame, pathname, lineno, funcName) => {
    expect(withFrames([frame])).toEqual({ pathname, lineno, funcName });
    // Of several, the outermost: no more were taken than wanted.
    expect(withFrames([{ url: "/inner.js", line: 1 }, frame])).toEqual({ pathname, lineno, funcName });
  });

  const unknown = { pathname: "(unknown file)", lineno: 0, funcName: "(unknown function)" };

  test("a call within the engine is none of the program's, and does not count", () => {
    const map = { name: "map" };
    const [inner, outer] = [
      { url: "/a.js", line: 1, name: "inner" },
      { url: "/b.js", line: 2, name: "outer" },
    ];
    expect(withFrames([map])).toEqual(unknown);
    expect(withFrames([map, inner, outer])).toMatchObject({ funcName: "inner" });
  });

  test("knows nothing where there are no frames", () => {
    expect(withFrames([])).toEqual(unknown);
  });

  test.each([[undefined], [null], ["f@a.js:1:2"]])("knows nothing where the engine answers %j", (stack) => {
    expect(withStack(() => stack)).toEqual(unknown);
  });

  test("knows nothing where the engine cannot cut", () => {
    const { captureStackTrace } = Error;
    try {
      Object.assign(Error, { captureStackTrace: undefined });
      expect(findCaller(findCaller, 1).lineno).toBe(0);
      expect(stackAbove(findCaller, 5)).toBe("");
    } finally {
      Error.captureStackTrace = captureStackTrace;
    }
  });

  test("of a stack that is not as deep as was asked for, the outermost frame is left", () => {
    function framesWithout(skip: number): string[] {
      return stackAbove(framesWithout, 100, skip).split("\n").slice(1);
    }
    const all = framesWithout(0);
    expect(all.length).toBeGreaterThan(1);
    expect(framesWithout(1)).toEqual(all.slice(1));
    for (const skip of [all.length - 1, all.length, all.length + 1, 1000]) {
      expect(framesWithout(skip)).toEqual(all.slice(-1));
    }
  });

  test("a function that is not on the stack has no frames above it", () => {
    expect(stackAbove(() => undefined, 5)).toBe("");
  });

  test.each([[undefined], [3], [Infinity]])("Error.stackTraceLimit %o stays as it was", (limit) => {
    const { stackTraceLimit } = Error;
    try {
      Object.assign(Error, { stackTraceLimit: limit });
      if (limit === undefined) Reflect.deleteProperty(Error, "stackTraceLimit");
      const before = Object.getOwnPropertyDescriptor(Error, "stackTraceLimit");
      findCaller(findCaller, 7);
      expect(Object.getOwnPropertyDescriptor(Error, "stackTraceLimit")).toEqual(before);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  });
});

test.each([
  ["/a/b.test.ts", "b.test.ts", "b.test"],
  ["b", "b", "b"],
  ["C:\\a\\b.ts", "b.ts", "b"],
  ["/a/.env", ".env", ".env"],
  ["/a/..", "..", ".."],
  ["/a/..b", "..b", "..b"],
  ["/a/..b.ts", "..b.ts", "..b"],
  ["/a/", "", ""],
])("the file of %j is %j, its module %j", (pathname, file_, module) => {
  expect([baseName(pathname), moduleName(baseName(pathname))]).toEqual([file_, module]);
});

test("the number of the process is 0 where there is none", () => {
  expect(processId()).toBe(process.pid);
  vi.stubGlobal("process", undefined);
  const without = processId();
  vi.unstubAllGlobals();
  expect(without).toBe(0);
});
