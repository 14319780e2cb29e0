import vm from "node:vm";

import { expect, test } from "vitest";

import { parseFrame, parseStack, type StackFrame } from "../src/parse-stack.ts";

const frame = (
  functionName: string | undefined,
  file: string | undefined,
  line?: number,
  column?: number,
  rest?: Partial<StackFrame>,
): StackFrame => ({ functionName, file, line, column, async: false, native: false, ...rest });

test.each<[engine: string, text: string, expected: StackFrame]>([
  ["V8", "load (/srv/app.js:12:3)", frame("load", "/srv/app.js", 12, 3)],
  ["V8", "/srv/app.js:12:3", frame(undefined, "/srv/app.js", 12, 3)],
  [
    "V8",
    "Store.load [as get] (file:///srv/app.js:1:2)",
    frame("Store.load [as get]", "file:///srv/app.js", 1, 2),
  ],
  ["V8", "new Store (/srv/app.js:1:2)", frame("new Store", "/srv/app.js", 1, 2)],
  ["V8", "Object.<anonymous> (/srv/app.js:1:2)", frame("Object.<anonymous>", "/srv/app.js", 1, 2)],
  ["V8", "async load (/srv/app.js:1:2)", frame("load", "/srv/app.js", 1, 2, { async: true })],
  ["V8", "async file:///srv/app.js:1:2", frame(undefined, "file:///srv/app.js", 1, 2, { async: true })],
  [
    "V8",
    "async Promise.all (index 0)",
    frame("Promise.all", undefined, undefined, undefined, { async: true, native: true }),
  ],
  ["V8", "Array.map (<anonymous>)", frame("Array.map", undefined, undefined, undefined, { native: true })],
  [
    "V8",
    "new Promise (<anonymous>)",
    frame("new Promise", undefined, undefined, undefined, { native: true }),
  ],
  ["V8", "Array.map (native)", frame("Array.map", undefined, undefined, undefined, { native: true })],
  ["V8", "node:internal/timers:618:7", frame(undefined, "node:internal/timers", 618, 7)],
  ["V8", "Module.openSync (node:fs:621:18)", frame("Module.openSync", "node:fs", 621, 18)],
  ["V8", "eval (eval at run (/srv/app.js:10:7), <anonymous>:3:7)", frame("eval", "/srv/app.js", 10, 7)],
  [
    "V8",
    "eval (eval at <anonymous> (eval at run (/srv/a (1).js:10:7), <anonymous>:1:1), <anonymous>:1:1)",
    frame("eval", "/srv/a (1).js", 10, 7),
  ],
  ["V8", "<anonymous>:1:7", frame(undefined, "<anonymous>", 1, 7)],
  ["V8", "[eval]:1:7", frame(undefined, "[eval]", 1, 7)],
  ["V8", "evalmachine.<anonymous>:1:7", frame(undefined, "evalmachine.<anonymous>", 1, 7)],
  ["V8", "f (wasm://wasm/0a1b:wasm-function[3]:0x1a)", frame("f", "wasm://wasm/0a1b")],
  ["V8", "wasm://wasm/0a1b:wasm-function[3]:0x12", frame(undefined, "wasm://wasm/0a1b")],
  ["V8", String.raw`load (C:\srv\app.js:1:2)`, frame("load", String.raw`C:\srv\app.js`, 1, 2)],
  ["V8", String.raw`C:\srv\@me\app.js:1:2`, frame(undefined, String.raw`C:\srv\@me\app.js`, 1, 2)],
  [
    "V8",
    String.raw`load (C:\Program Files (x86)\app.js:1:2)`,
    frame("load", String.raw`C:\Program Files (x86)\app.js`, 1, 2),
  ],
  ["V8", "load (/srv/my app (2)/app.js:1:2)", frame("load", "/srv/my app (2)/app.js", 1, 2)],
  ["V8", "/srv/my app (2)/app.js:1:2", frame(undefined, "/srv/my app (2)/app.js", 1, 2)],
  ["V8", "load (/srv/a)b/app.js:1:2)", frame("load", "/srv/a)b/app.js", 1, 2)],
  ["V8", "load (/srv/a(b/app.js:1:2)", frame("load", "/srv/a(b/app.js", 1, 2)],
  ["V8", "Object.a (b) (/srv/app.js:1:2)", frame("Object.a (b)", "/srv/app.js", 1, 2)],
  ["V8", "load (http://host:8080/app.js:1:2)", frame("load", "http://host:8080/app.js", 1, 2)],
  [
    "V8",
    "file:///srv/node_modules/@me/a.js:1:2",
    frame(undefined, "file:///srv/node_modules/@me/a.js", 1, 2),
  ],
  ["V8", "load (/srv/app.js:12)", frame("load", "/srv/app.js", 12)],
  ["V8", "load (/srv/app.js)", frame("load", "/srv/app.js")],
  ["V8", "", frame(undefined, undefined, undefined, undefined, { native: true })],
  ["V8", "weird)", frame(undefined, "weird)")],
  ["Bun", "<anonymous> (/srv/app.js:1:2)", frame(undefined, "/srv/app.js", 1, 2)],
  ["Bun", "map (native:1:11)", frame("map", undefined, undefined, undefined, { native: true })],
  ["Bun", "openSync (unknown)", frame("openSync", undefined, undefined, undefined, { native: true })],
  ["Bun", "new Store (unknown:1:28)", frame("new Store", undefined, undefined, undefined, { native: true })],
  ["Bun", "<parse> (:0)", frame("<parse>", undefined, 0)],
  ["Safari", "map@[native code]", frame("map", undefined, undefined, undefined, { native: true })],
  ["Safari", "module code@http://host/@me/app.js:1:2", frame("module code", "http://host/@me/app.js", 1, 2)],
  ["Safari", "http://host/@me/app.js:1:2", frame(undefined, "http://host/@me/app.js", 1, 2)],
  ["Safari", "/srv/@me/app.js:1:2", frame(undefined, "/srv/@me/app.js", 1, 2)],
  ["Firefox", "load@http://host/app.js:12:3", frame("load", "http://host/app.js", 12, 3)],
  ["Firefox", "outer/inner/<@http://host/app.js:12:3", frame("outer/inner/<", "http://host/app.js", 12, 3)],
  ["Firefox", "@http://host/app.js:12:3", frame(undefined, "http://host/app.js", 12, 3)],
  [
    "Firefox",
    "async*load@http://host/app.js:12:3",
    frame("load", "http://host/app.js", 12, 3, { async: true }),
  ],
  [
    "Firefox",
    "setTimeout handler*@http://host/app.js:12:3",
    frame(undefined, "http://host/app.js", 12, 3, { async: true }),
  ],
  ["Firefox", "load@http://host/app.js line 10 > eval:1:2", frame("load", "http://host/app.js", 10)],
  [
    "Firefox",
    "load@http://host/app.js line 10 > Function line 2 > eval:1:2",
    frame("load", "http://host/app.js", 10),
  ],
  ["Firefox", "f@http://host/a.wasm:wasm-function[3]:0x1a", frame("f", "http://host/a.wasm")],
])("a frame of %s is read: %s", (_, text, expected) => {
  expect(parseFrame(`    at ${text}`)).toEqual(expected);
});

const withStack = (stack: unknown, message = "boom"): Error =>
  Object.defineProperty(new Error(message), "stack", { value: stack });

test("the frames of this engine are read, the innermost first", () => {
  function load(): Error {
    return new Error("boom");
  }
  const [first, second] = parseStack(load());
  expect(first).toMatchObject({ functionName: "load", async: false, native: false });
  expect(first?.file).toContain("parse-stack.test.ts");
  expect((second?.line ?? 0) - (first?.line ?? 0)).toBe(2);
  expect(first?.column).toBe(12);
});

test("the lines of a message that look like frames are none", () => {
  const error = withStack(
    "Error: boom\n    at evil (x:1:1)\n    at good (y:1:1)",
    "boom\n    at evil (x:1:1)",
  );
  expect(parseStack(error).map((call) => call.functionName)).toEqual(["good"]);
});

test("an error whose message was changed has the frames of its stack", () => {
  const error = withStack("Error: before\n    at good (y:1:1)");
  expect(parseStack(error).map((call) => call.functionName)).toEqual(["good"]);
});

test.each([
  ["Firefox", "a@http://h/a.js:1:2\nb@http://h/a.js:3:4\n"],
  ["Safari", "a@http://h/a.js:1:2\n[native code]\nb@http://h/a.js:3:4"],
  ["old V8 with source maps", "Error: boom\n    at a (a.js:1:2)\n        -> a.ts:1:2\n    at b (a.js:3:4)"],
  ["V8 with CR LF", "Error: boom\r\n    at a (a.js:1:2)\r\n    at b (a.js:3:4)"],
  ["bluebird", "Error: boom\n    at a (a.js:1:2)\nFrom previous event:\n    at b (a.js:3:4)"],
])("a stack of %s is read line by line", (_, stack) => {
  const names = parseStack(withStack(stack)).map((call) => call.functionName);
  expect(names.filter((name) => name !== undefined)).toEqual(["a", "b"]);
});

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["null", null],
  ["a string", "Error: x\n    at a (a.js:1:2)"],
  ["an error without frames", withStack("Error: boom")],
  ["an error whose stack is no string", withStack([1, 2])],
  ["an error whose stack is missing", withStack(undefined)],
  ["an object", {}],
])("%s has no frames", (_, value) => {
  expect(parseStack(value)).toEqual([]);
});

test("what throws when it is read has no frames", () => {
  const { proxy, revoke } = Proxy.revocable(new Error("x"), {});
  revoke();
  expect(parseStack(proxy)).toEqual([]);
  const error = Object.defineProperty(new Error("x"), "stack", {
    get() {
      throw new Error("no");
    },
  });
  expect(parseStack(error)).toEqual([]);
});

test("an error of another realm is read like one of this realm", () => {
  const error: unknown = vm.runInNewContext(
    "function load() { return new Error('boom') } load()",
    {},
    "/srv/app.js",
  );
  expect(parseStack(error)[0]).toEqual(frame("load", "/srv/app.js", 1, 26));
});

test("a hostile line takes time that grows with its length only", () => {
  for (const piece of ["(", ")", "eval at ", " (", "@", "*", " line > ", ":1"]) {
    expect(parseFrame(`    at x (${piece.repeat(200_000)})`).async).toBe(false);
  }
});
