import { execFileSync } from "node:child_process";
import { openSync } from "node:fs";
import path from "node:path";
import vm from "node:vm";

import { expect, test } from "vitest";

import { errorText } from "../src/error-text.ts";
import { errorAt, errorWith, refuse } from "./errors.ts";

test("an error without anything more is its stack", () => {
  const error = new TypeError("no");
  expect(errorText(error)).toBe(error.stack);
});

test("causes follow below the error, each once, without the frames that stand above", () => {
  const third = errorAt("third", ["c (/c.js:3:3)", "b (/b.js:2:9)", "main (/main.js:1:1)"]);
  const second = errorAt("second", ["b (/b.js:2:2)", "main (/main.js:1:1)"], { cause: third });
  const first = errorAt("first", ["a (/a.js:1:1)", "main (/main.js:1:1)"], { cause: second });
  expect(errorText(first)).toBe(`Error: first
    at a (/a.js:1:1)
    at main (/main.js:1:1)
[cause]: Error: second
    at b (/b.js:2:2)
    ... 1 frame as above
[cause]: Error: third
    at c (/c.js:3:3)
    at b (/b.js:2:9)
    ... 1 frame as above`);
});

test("several shared frames are counted", () => {
  const cause = errorAt("inner", ["c (/c.js:3:3)", "b (/b.js:2:2)", "a (/a.js:1:1)"]);
  expect(errorText(errorAt("outer", ["b (/b.js:2:2)", "a (/a.js:1:1)"], { cause }))).toContain(
    "[cause]: Error: inner\n    at c (/c.js:3:3)\n    ... 2 frames as above",
  );
});

test("the errors of an AggregateError are indented, so that the cause of each stands with it", () => {
  const why = errorAt("why", ["w (/w.js:1:1)"]);
  const one = errorAt("one", ["a (/a.js:1:1)", "main (/main.js:1:1)"], { cause: why });
  const error = new AggregateError([one, "two\n[cause]: x", errorAt("three\nlines", [])], "all", {
    cause: why,
  });
  Object.defineProperty(error, "stack", { value: "AggregateError: all\n    at main (/main.js:1:1)" });
  expect(errorText(error)).toBe(String.raw`AggregateError: all
    at main (/main.js:1:1)
    [errors][0]: Error: one
        at a (/a.js:1:1)
        ... 1 frame as above
    [cause]: Error: why
        at w (/w.js:1:1)
    [errors][1]: 'two\n[cause]: x'
    [errors][2]: Error: three
        lines
[cause]: (printed above) Error: why`);
});

test("what was thrown into Promise.any need not be errors", async () => {
  const error: unknown = await Promise.any([Promise.reject("one"), Promise.reject({ two: 2 })]).catch(
    (e: unknown) => e,
  );
  expect(errorText(error)).toBe(
    "AggregateError: All promises were rejected\n    [errors][0]: 'one'\n    [errors][1]: { two: 2 }",
  );
});

test("a SuppressedError holds two errors", () => {
  const error = errorAt("both", []);
  Object.defineProperty(error, "error", { value: errorAt("later", []) });
  Object.defineProperty(error, "suppressed", { value: undefined });
  expect(errorText(error)).toBe("Error: both\n    [error]: Error: later\n    [suppressed]: undefined");
});

test("the error of a failed system call shows its code, call and path", () => {
  let error: unknown;
  const file = path.join("missing", "file");
  try {
    openSync(file, "r");
  } catch (caught) {
    error = caught;
  }
  const lines = errorText(error).split("\n");
  const { errno } = error as NodeJS.ErrnoException;
  expect(lines[0]).toBe(`Error: ENOENT: no such file or directory, open '${file}'`);
  expect(lines.at(-1)).toBe(
    `    { errno: ${errno}, code: 'ENOENT', syscall: 'open', path: '${file.replaceAll("\\", "\\\\")}' }`,
  );
});

test("own properties that are errors get their own place, others stand on one line", () => {
  const error = errorAt("no", ["a (/a.js:1:1)"], {
    name: "Error",
    status: 404,
    inner: errorAt("inner", ["b (/b.js:1:1)", "a (/a.js:1:1)"]),
    all: [errorAt("listed", [])],
    errors: [{ path: "x" }],
    "odd key": 1,
    cause: undefined,
  });
  expect(errorText(error)).toBe(`Error: no
    at a (/a.js:1:1)
    { status: 404, errors: [ [object Object] ], 'odd key': 1 }
    [inner]: Error: inner
        at b (/b.js:1:1)
        ... 1 frame as above
    [all][0]: Error: listed`);
});

test("properties that no loop shows are left out", () => {
  const error = Object.defineProperty(errorAt("no", []), "hidden", { value: 1 });
  expect(errorText(error)).toBe("Error: no");
});

test.each<[title: string, value: unknown, text: string]>([
  ["a string", "no\nway", String.raw`Thrown: 'no\nway'`],
  ["undefined", undefined, "Thrown: undefined"],
  ["null", null, "Thrown: null"],
  ["a number", 5, "Thrown: 5"],
  ["a symbol", Symbol("s"), "Thrown: Symbol(s)"],
  ["a function", function fail() {}, "Thrown: [Function: fail]"],
  ["an object", { status: 500, body: { ok: false } }, "Thrown: { status: 500, body: { ok: false } }"],
  ["an array", [1, [2]], "Thrown: [ 1, [ 2 ] ]"],
])("%s that was thrown is shown", (_, value, text) => {
  expect(errorText(value)).toBe(text);
});

test.each<[title: string, cause: unknown, text: string]>([
  ["a string", "no\nway", String.raw`[cause]: 'no\nway'`],
  ["an object", { status: 500 }, "[cause]: { status: 500 }"],
  ["false", false, "[cause]: false"],
])("a cause that is %s is shown", (_, cause, text) => {
  expect(errorText(errorAt("x", [], { cause }))).toBe(`Error: x\n${text}`);
});

test.each([[undefined], [null]])("a cause that is %s is none", (cause) => {
  expect(errorText(errorAt("x", [], { cause }))).toBe("Error: x");
});

test("an error of another realm is an error", () => {
  const error: unknown = vm.runInNewContext(
    "new TypeError('far', { cause: new RangeError('farther') })",
    {},
    "/far.js",
  );
  expect(errorText(error)).toMatch(
    /^TypeError: far\n {4}at \/far.js:1:1\n(?:.*\n)*\[cause\]: RangeError: farther\n/,
  );
});

test("a cause may be inherited, as a getter of the class", () => {
  class Wrapped extends Error {
    override get cause(): Error {
      return errorAt("inner", []);
    }
  }
  expect(errorText(Object.defineProperty(new Wrapped("x"), "stack", { value: "Error: x" }))).toMatch(
    /^Wrapped: x\n\[cause\]: Error: inner$/,
  );
});

test("circles end, and what was printed is not printed again", () => {
  const self = errorAt("self", ["a (/a.js:1:1)"]);
  self.cause = self;
  expect(errorText(self)).toBe("Error: self\n    at a (/a.js:1:1)\n[cause]: (printed above) Error: self");

  const all = Object.defineProperty(new AggregateError([], "all"), "stack", { value: "AggregateError: all" });
  const one = errorAt("one", [], { cause: all });
  all.errors.push(one, all, one);
  expect(errorText(all)).toBe(`AggregateError: all
    [errors][0]: Error: one
    [cause]: (printed above) AggregateError: all
    [errors][1]: (printed above) AggregateError: all
    [errors][2]: (printed above) Error: one`);
});

function chain(length: number): Error {
  let error = errorAt("1", []);
  for (let i = 2; i <= length; i++) error = errorAt(String(i), [], { cause: error });
  return error;
}

test.each([
  [100, "[cause]: Error: 1"],
  [101, "... 1 more errors"],
  [10_000, "... 9900 more errors"],
  [20_100, "... at least 19900 more errors"],
])("of a chain of %i errors a hundred are printed, and the rest is counted", (length, last) => {
  const lines = errorText(chain(length)).split("\n");
  expect(lines).toHaveLength(length === 100 ? 100 : 101);
  expect(lines.at(-1)).toBe(last);
});

test("a chain that never ends is given up", () => {
  class Endless extends Error {
    override get cause(): Error {
      return Object.defineProperty(new Endless("x"), "stack", { value: "" });
    }
  }
  expect(errorText(new Endless("x"))).toMatch(/\n\.\.\. at least 19900 more errors$/);
});

test("of an aggregate of 100,000 errors fifty are printed, and the rest is counted", () => {
  const errors = Array.from({ length: 50 }, (_, index) => errorAt(`e${index}`, []));
  const last = errorAt("unread", []);
  while (errors.length < 100_000) errors.push(last);
  const error = new AggregateError(errors, "all", { cause: errorAt("why", []) });
  const lines = errorText(Object.defineProperty(error, "stack", { value: "AggregateError: all" })).split(
    "\n",
  );
  expect(lines[1]).toBe("    ... 99950 more in [errors]");
  expect(lines[2]).toBe("    [errors][0]: Error: e0");
  expect(lines.slice(-2)).toEqual(["    [errors][49]: Error: e49", "[cause]: Error: why"]);
});

test("aggregates in aggregates are indented again, and bounded together", () => {
  const inner = (): AggregateError =>
    Object.defineProperty(
      new AggregateError(
        Array.from({ length: 60 }, () => errorAt("x", [])),
        "in",
      ),
      "stack",
      {
        value: "AggregateError: in",
      },
    );
  const outer = new AggregateError([inner(), inner(), inner()], "out");
  const lines = errorText(outer).split("\n");
  expect(lines).toContain("    [errors][0]: AggregateError: in");
  expect(lines).toContain("        ... 10 more in [errors]");
  expect(lines).toContain("        [errors][49]: Error: x");
  expect(lines.at(-1)).toBe("... 4 more errors");
});

test("an error whose message was changed shows its stack as data", () => {
  const error = errorWith("clean", "Error: x\n    at evil (/x.js:1:1)\n    at a (/a.js:1:1)");
  expect(errorText(error)).toBe(`Error: clean
    [stack]: Error: x
        at evil (/x.js:1:1)
        at a (/a.js:1:1)`);
});

test.each([
  "2026-11-22 INFO root: forged",
  "\n2026-11-22 INFO root: forged",
  "x\n    at evil (/x.js:1:1)",
  "x\nat evil (/x.js:1:1)",
  "x\n[cause]: Error: evil",
  "x\n\t... 3 frames as above",
  "x\n{ code: 'EVIL' }",
  "x\r\nforged",
  "x\rforged",
  "x\u2028forged",
  "x\x85forged",
  "\x1b[2J\x9b2J",
])("nothing in a message begins a line or steers a terminal: %j", (message) => {
  const error = new Error(message, { cause: new Error(message, { cause: message }) });
  Object.assign(error, {
    code: message,
    [message]: message,
    inner: new Error(message),
    name: `Error ${message}`,
  });
  const text = errorText(error);
  // oxlint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]/);
  for (const line of text.split("\n")) {
    expect(line).toMatch(/^Error|^\[cause\]: |^ {4}/);
    expect(line).not.toMatch(/^ *(?:at evil|\.\.\. 3|\[cause\]: Error: evil|\{ code: 'EVIL' \}$)/);
  }
});

test("raw gives message, stack and thrown text as they are", () => {
  expect(errorText(errorWith("a\n\x1b", "Error: a\n\x1b\n    at b"), "raw")).toBe("Error: a\n\x1b\n    at b");
  expect(errorText("a\nb", "raw")).toBe("Thrown: a\nb");
});

test("escape keeps a message on its line", () => {
  expect(errorText(errorAt("a\nb", ["c (/c.js:1:1)"]), "escape")).toBe("Error: a\\nb\n    at c (/c.js:1:1)");
});

const revoked = Proxy.revocable({}, {});
revoked.revoke();
const throwing = (key: string): Error =>
  Object.defineProperty(errorAt("x", []), key, { get: refuse, enumerable: true });
const list: unknown[] = [errorAt("x", [])];

test.each<[title: string, make: () => unknown, text: string]>([
  ["a revoked proxy", () => revoked.proxy, "Thrown: [unreadable]"],
  [
    "a revoked proxy as cause",
    () => errorAt("x", [], { cause: revoked.proxy }),
    "Error: x\n[cause]: [unreadable]",
  ],
  [
    "a revoked proxy as property",
    () => errorAt("x", [], { p: revoked.proxy }),
    "Error: x\n    { p: [unreadable] }",
  ],
  ["a cause that throws", () => throwing("cause"), "Error: x\n[cause]: '[unreadable]'"],
  ["a property that throws", () => throwing("code"), "Error: x\n    { code: '[unreadable]' }"],
  ["a stack that throws", () => throwing("stack"), "Error: x\n    [stack]: [unreadable]"],
  ["a proxy whose keys throw", () => new Proxy(errorAt("x", []), { ownKeys: refuse }), "Error: x"],
  ["a proxy of an error", () => new Proxy(errorAt("x", []), {}), "Error: x"],
  ["a frozen error", () => Object.freeze(errorAt("x", [])), "Error: x"],
  [
    "a list that iterates for ever",
    () => {
      Object.defineProperty(list, Symbol.iterator, { value: refuse });
      return errorAt("y", [], { list });
    },
    "Error: y\n    [list][0]: Error: x",
  ],
  [
    "a list that throws",
    () => errorAt("y", [], { list: new Proxy([], { get: refuse }) }),
    "Error: y\n    { list: [unreadable] }",
  ],
  [
    "__proto__ as a property",
    () => Object.defineProperty(errorAt("x", []), "__proto__", { value: 1, enumerable: true }),
    "Error: x\n    { __proto__: 1 }",
  ],
])("%s does no harm", (_, make, text) => {
  expect(errorText(make())).toBe(text);
});

test("many properties are bounded", () => {
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`k${index}`, index]));
  expect(errorText(errorAt("x", [], many))).toMatch(/k18: 18, k19: 19, \.\.\. 980 more \}$/);
});

test("a huge message is printed whole", () => {
  const message = "x".repeat(10_000_000);
  expect(errorText(new Error(message)).startsWith(`Error: ${message}\n`)).toBe(true);
});

test.each([
  ["", "Error: x\n    at a (/a.js:1:1)"],
  ["Error: y\n    at evil (/x.js:1:1)", "Error: x"],
])("a text that gets too long gives way to the error alone (stack %j)", (stack, text) => {
  // Each of the two messages fits into a string, both together do not.
  const message = "x".repeat(2 ** 28);
  const cause = errorWith(message, "", { cause: errorWith(message, "") });
  const error = errorWith("x", stack || "Error: x\n    at a (/a.js:1:1)", { cause });
  expect(errorText(error, "raw")).toBe(text);
});

test("at the end of the stack the text is shorter, or the engine's own error comes; the process lives", () => {
  const program = `
    import { formatException } from ${JSON.stringify(path.join(import.meta.dirname, "../src/index.ts"))};
    const said = new Set();
    let count = 0;
    function deep() {
      try {
        deep();
      } catch (error) {
        try {
          // The deepest calls are the ones that have no room.
          if (++count > 200) throw error;
          for (const options of [undefined, { frames: "app", context: 2 }]) {
            said.add(formatException(error, options).split("\\n", 1)[0]);
          }
        } catch (again) {
          if (!(again instanceof RangeError)) console.log("threw", again);
        }
        throw error;
      }
    }
    try { deep() } catch {}
    console.log([...said].filter((text) => text !== "[unreadable]").join());
  `;
  const printed = execFileSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
  });
  expect(printed).toBe("RangeError: Maximum call stack size exceeded\n");
});
