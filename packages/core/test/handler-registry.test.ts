import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { getHandlerByName, getHandlerNames, Handler } from "../src/index.ts";
import { processState } from "../src/process-state.ts";
import { allHandlers, hold } from "../src/shutdown.ts";
import { ListHandler } from "../src/testing/list-handler.ts";
import { isHeld, isRegistered } from "../src/testing/registry-probe.ts";
import { deferred } from "./deferred.ts";
import { runProgram } from "./run-program.ts";

class Holding extends Handler {
  override emit(): void {}
  open(): void {
    this.holdOpen(true);
  }
  release(): void {
    this.holdOpen(false);
  }
}

beforeEach(() => {
  processState().handlers.clear();
  processState().handlerNames.clear();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("names", () => {
  test("a handler is found by its name, until it is closed or takes another", () => {
    const handler = new ListHandler();
    expect([handler.name, getHandlerByName("file")]).toEqual([undefined, undefined]);
    handler.name = "file";
    expect([handler.name, getHandlerByName("file")]).toEqual(["file", handler]);
    handler.name = "other";
    expect([getHandlerByName("file"), getHandlerByName("other")]).toEqual([undefined, handler]);
    expect(getHandlerNames()).toEqual(new Set(["other"]));
    void handler.close();
    expect([getHandlerByName("other"), handler.name, getHandlerNames().size]).toEqual([
      undefined,
      "other",
      0,
    ]);
  });

  test("a name that another handler took stays that one's", () => {
    const [first, second] = [new ListHandler(), new ListHandler()];
    first.name = "file";
    second.name = "file";
    expect(getHandlerByName("file")).toBe(second);
    first.name = undefined;
    void first.close();
    expect(getHandlerByName("file")).toBe(second);
  });

  test.each([[undefined], [""], [null]])("%o is no name", (name) => {
    const handler = new ListHandler();
    handler.name = "file";
    handler.name = name as never;
    expect(getHandlerNames()).toEqual(new Set());
    expect(getHandlerByName("")).toBeUndefined();
  });

  test("__proto__ is a name like any other", () => {
    const handler = new ListHandler();
    expect(getHandlerByName("__proto__")).toBeUndefined();
    handler.name = "__proto__";
    expect(getHandlerByName("__proto__")).toBe(handler);
  });
});

describe("the registry", () => {
  test("has all handlers in the order in which they were made, until they are closed", () => {
    const [a, b, c] = [new ListHandler(), new ListHandler(), new ListHandler()];
    expect(allHandlers()).toEqual([a, b, c]);
    void b.close();
    void b.close();
    expect(allHandlers()).toEqual([a, c]);
  });

  test("holds weakly what holds nothing, and strongly what has something to lose; the order stays", () => {
    const [a, b] = [new Holding(), new Holding()];
    expect([isRegistered(a), isHeld(a)]).toEqual([true, false]);
    a.open();
    a.open();
    expect([isHeld(a), isHeld(b)]).toEqual([true, false]);
    expect(allHandlers()).toEqual([a, b]);
    a.release();
    expect([isRegistered(a), isHeld(a)]).toEqual([true, false]);
    expect(allHandlers()).toEqual([a, b]);
  });

  test("a handler that closed and holds open again is there again, as the newest, with its name", () => {
    const [a, b] = [new Holding(), new Holding()];
    a.name = "file";
    a.open();
    void a.close();
    expect(isRegistered(a)).toBe(false);
    a.release();
    expect(isRegistered(a)).toBe(false);
    a.open();
    expect(allHandlers()).toEqual([b, a]);
    expect([isHeld(a), getHandlerByName("file")]).toEqual([true, a]);
  });

  test("a name that was taken meanwhile stays with its new owner", () => {
    const [a, b] = [new Holding(), new Holding()];
    a.name = "file";
    void a.close();
    b.name = "file";
    a.open();
    expect(getHandlerByName("file")).toBe(b);
  });

  test("promises under way hold a handler, whatever it holds open besides", async () => {
    const handler = new Holding();
    const waits = [deferred(), deferred()];
    let next = 0;
    handler.emit = () => waits[next++]!.promise as never;
    handler.handle({ levelno: 20 } as never);
    expect(isHeld(handler)).toBe(true);
    handler.open();
    waits[0]!.resolve();
    await handler.flush();
    expect(isHeld(handler)).toBe(true);
    handler.handle({ levelno: 20 } as never);
    handler.release();
    expect(isHeld(handler)).toBe(true);
    waits[1]!.resolve();
    await handler.flush();
    expect(isHeld(handler)).toBe(false);
  });

  test("without WeakRef nothing is held but what holds itself open", () => {
    vi.stubGlobal("WeakRef", undefined);
    const handler = new Holding();
    handler.name = "file";
    expect([allHandlers(), getHandlerByName("file")]).toEqual([[], undefined]);
    handler.open();
    expect(allHandlers()).toEqual([handler]);
    handler.release();
    expect(allHandlers()).toEqual([]);
  });

  test("references and names that answer nothing any more are swept out", () => {
    vi.stubGlobal("WeakRef", undefined);
    for (let i = 0; i < 1000; i++) new ListHandler().name = `${i}`;
    expect(processState().handlers.size).toBeLessThan(300);
    expect(processState().handlerNames.size).toBeLessThan(300);
  });

  test("hold of a handler that was never held and is not registered changes nothing", () => {
    const handler = new ListHandler();
    void handler.close();
    hold(handler, false);
    expect(allHandlers()).toEqual([]);
  });
});

test("what nobody uses goes, and what is held stays", async () => {
  const { stdout } = await runProgram(
    `
      import { Handler } from "@core";
      import { allHandlers } from "@core/shutdown.ts";
      class Named extends Handler {
        emit() {}
        open(isOpen) { this.holdOpen(isOpen); }
      }
      const make = (name) => Object.assign(new Named(), { name });
      function scope() {
        make("unused");
        make("held").open(true);
        const released = make("released");
        released.open(true);
        released.open(false);
        const closed = make("closed");
        closed.open(true);
        closed.close();
        const slow = make("slow");
        slow.emit = () => Promise.resolve();
        slow.handle({ levelno: 20 });
      }
      scope();
      // Weak references of this turn are kept until it ends.
      for (let i = 0; i < 3; i++) {
        await new Promise((resolve) => setImmediate(resolve));
        globalThis.gc();
      }
      console.log(allHandlers().map(({ name }) => name).join());
    `,
    { flags: ["--expose-gc"] },
  );
  expect(stdout).toBe("held\n");
});
