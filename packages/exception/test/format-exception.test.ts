import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, expect, test } from "vitest";

import { formatException, type FormatExceptionOptions } from "../src/index.ts";
import { errorAt, errorWith } from "./errors.ts";

const cause = errorAt("inner", ["d (/d.js:4:4)", "c (/c.js:3:3)", "main (/main.js:1:1)"], { code: "E" });
const error = errorAt("outer", ["a (/a.js:1:1)", "b (/b.js:2:2)", "main (/main.js:1:1)"], { cause });
const whole = `Error: outer
    at a (/a.js:1:1)
    at b (/b.js:2:2)
    at main (/main.js:1:1)
[cause]: Error: inner
    at d (/d.js:4:4)
    at c (/c.js:3:3)
    ... 1 frame as above
    { code: 'E' }`;

test.each<[FormatExceptionOptions | undefined]>([
  [undefined],
  [{}],
  [{ limit: undefined, frames: undefined, chain: undefined }],
  [{ chain: true, frames: "all", context: 0, colors: false, multiline: "indent" }],
])("with options %j an error is told as usual", (options) => {
  expect(formatException(error, options)).toBe(whole);
});

test("without chain the cause is left out, and the errors of an aggregate are not", () => {
  const all = new AggregateError([errorAt("one", [], { cause })], "all", { cause });
  expect(
    formatException(Object.defineProperty(all, "stack", { value: "AggregateError: all" }), { chain: false }),
  ).toBe("AggregateError: all\n    [errors][0]: Error: one");
  expect(formatException(error, { chain: false })).toBe(whole.slice(0, whole.indexOf("\n[cause]")));
});

test.each([
  [
    0,
    "Error: outer\n    ... 3 frames left out\n[cause]: Error: inner\n    ... 3 frames left out\n    { code: 'E' }",
  ],
  [
    1,
    "Error: outer\n    at a (/a.js:1:1)\n    ... 2 frames left out\n" +
      "[cause]: Error: inner\n    at d (/d.js:4:4)\n    ... 2 frames left out\n    { code: 'E' }",
  ],
  [
    2,
    "Error: outer\n    at a (/a.js:1:1)\n    at b (/b.js:2:2)\n    ... 1 frame left out\n" +
      "[cause]: Error: inner\n    at d (/d.js:4:4)\n    at c (/c.js:3:3)\n    ... 1 frame left out\n    { code: 'E' }",
  ],
])("limit %i prints as many frames of each error, those nearest to the throw", (limit, text) => {
  expect(formatException(error, { limit })).toBe(text);
});

test("frames app leaves out what the application did not write, and says how much", () => {
  const mixed = errorAt("x", [
    "Object.openSync (node:fs:1:1)",
    "load (/srv/app/load.js:1:1)",
    "Array.map (<anonymous>)",
    "call (/srv/app/node_modules/lib/index.js:1:1)",
    String.raw`call (C:\app\node_modules\lib\index.js:1:1)`,
    "op (ext:deno_node/fs.ts:1:1)",
    "run (bun:main:1:1)",
    "not_node (/srv/node_modules.js:1:1)",
    "node:internal/timers:1:1",
  ]);
  expect(formatException(mixed, { frames: "app" })).toBe(`Error: x
    at load (/srv/app/load.js:1:1)
    at Array.map (<anonymous>)
    at not_node (/srv/node_modules.js:1:1)
    ... 6 frames of the runtime or node_modules hidden`);
});

test("frames app counts as above only what is shown above", () => {
  const shared = ["main (/main.js:1:1)", "node:internal/x:1:1"];
  const inner = errorAt("inner", ["node:fs:1:1", "c (/c.js:1:1)", ...shared]);
  const outer = errorAt("outer", ["b (/b.js:1:1)", ...shared], { cause: inner });
  expect(formatException(outer, { frames: "app" })).toBe(`Error: outer
    at b (/b.js:1:1)
    at main (/main.js:1:1)
    ... 1 frame of the runtime or node_modules hidden
[cause]: Error: inner
    at c (/c.js:1:1)
    ... 1 frame as above
    ... 1 frame of the runtime or node_modules hidden`);
});

test("a remark between the frames is hidden or shown with the frame before it", () => {
  const remarked = errorWith(
    "x",
    "Error: x\n    at a (/a.js:1:1)\n        -> /a.ts:1:1\n    at node:fs:1:1\n        -> /b.ts:1:1",
  );
  expect(formatException(remarked, { frames: "app" })).toBe(
    "Error: x\n    at a (/a.js:1:1)\n        -> /a.ts:1:1\n    ... 1 frame of the runtime or node_modules hidden",
  );
});

const folder = mkdtempSync(path.join(tmpdir(), "exception-"));
afterAll(() => rmSync(folder, { recursive: true }));
const source = path.join(folder, "source.js");
writeFileSync(source, "one();\ntwo();\nthree();\nfour();\n");

test("context shows the source of the first frame of the application, for each error", () => {
  const inner = errorAt("inner", [`f (${source}:1:1)`]);
  const outer = errorAt(
    "outer",
    ["node:fs:1:1", "gone (/gone.js:1:1)", `g (${source}:3:2)`, `h (${source}:4:1)`],
    {
      cause: inner,
    },
  );
  expect(formatException(outer, { context: 1 })).toBe(`Error: outer
    at node:fs:1:1
    at gone (/gone.js:1:1)
    at g (${source}:3:2)
        2 | two();
      > 3 | three();
          |  ^
        4 | four();
    at h (${source}:4:1)
[cause]: Error: inner
    at f (${source}:1:1)
      > 1 | one();
          | ^
        2 | two();`);
});

test("context reads nothing that a library's frame or a changed message names", () => {
  const library = path.join(folder, "node_modules", "lib.js");
  expect(formatException(errorAt("x", [`f (${library}:1:1)`]), { context: 1 })).not.toContain("|");
  const changed = errorWith("new", `Error: old\n    at f (${source}:1:1)`);
  expect(formatException(changed, { context: 1 })).toBe(
    `Error: new\n    [stack]: Error: old\n        at f (${source}:1:1)`,
  );
});

test("colors make headers red and frames dim", () => {
  expect(formatException(error, { colors: true })).toBe(
    "\x1b[31mError: outer\x1b[39m\n\x1b[2m    at a (/a.js:1:1)\x1b[22m\n\x1b[2m    at b (/b.js:2:2)\x1b[22m\n" +
      "\x1b[2m    at main (/main.js:1:1)\x1b[22m\n[cause]: \x1b[31mError: inner\x1b[39m\n" +
      "\x1b[2m    at d (/d.js:4:4)\x1b[22m\n\x1b[2m    at c (/c.js:3:3)\x1b[22m\n    ... 1 frame as above\n    { code: 'E' }",
  );
  const self = errorAt("x\x1b", []);
  self.cause = self;
  expect(formatException(self, { colors: true })).toBe(
    "\x1b[31mError: x\\x1b\x1b[39m\n[cause]: (printed above) \x1b[31mError: x\\x1b\x1b[39m",
  );
});

test.each([
  ["indent", "Error: a\n    b\\x1b"],
  ["escape", "Error: a\\nb\\x1b"],
  ["raw", "Error: a\nb\x1b"],
] as const)("multiline %s decides what becomes of a message's lines", (multiline, text) => {
  expect(formatException(errorAt("a\nb\x1b", []), { multiline })).toBe(text);
});

test.each<[options: unknown, kind: typeof Error, message: string]>([
  [{ limit: -1 }, RangeError, "limit must be a whole number of 0 or more, got -1"],
  [{ limit: 1.5 }, RangeError, "limit must be a whole number of 0 or more, got 1.5"],
  [{ limit: Number.NaN }, RangeError, "limit must be a whole number of 0 or more, got NaN"],
  [{ limit: "5" }, TypeError, 'limit must be a whole number of 0 or more, got "5"'],
  [{ context: -1 }, RangeError, "context must be a whole number of 0 or more, got -1"],
  [{ context: true }, TypeError, "context must be a whole number of 0 or more, got true"],
  [{ frames: "none" }, RangeError, 'frames must be "all" or "app", got "none"'],
  [{ frames: 1 }, TypeError, 'frames must be "all" or "app", got 1'],
  [{ frames: " or " }, RangeError, 'frames must be "all" or "app", got " or "'],
  [{ multiline: "Raw" }, RangeError, 'multiline must be "indent" or "escape" or "raw", got "Raw"'],
  [
    { multiline: "indent, escape" },
    RangeError,
    'multiline must be "indent" or "escape" or "raw", got "indent, escape"',
  ],
  [{ chain: 1 }, TypeError, "chain must be true or false, got 1"],
  [{ colors: null }, TypeError, "colors must be true or false, got null"],
  [
    { colour: true },
    TypeError,
    'unknown option "colour"; the options are chain, limit, frames, context, colors, multiline',
  ],
  [
    { toString: 1 },
    TypeError,
    'unknown option "toString"; the options are chain, limit, frames, context, colors, multiline',
  ],
  [5, TypeError, "options must be an object, got 5"],
  [null, TypeError, "options must be an object, got null"],
])("options %j are refused", (options, kind, message) => {
  const call = (): string => formatException(error, options as FormatExceptionOptions);
  expect(call).toThrow(kind);
  expect(call).toThrow(`formatException: ${message}`);
});
