import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { afterAll, expect, test, vi } from "vitest";

import { installExceptionHook } from "../src/index.ts";

const folder = mkdtempSync(path.join(tmpdir(), "exception-hook-"));
afterAll(() => rmSync(folder, { recursive: true }));

const hook = pathToFileURL(path.join(import.meta.dirname, "../src/index.ts")).href;
let count = 0;
function file(text: string): string {
  const name = path.join(folder, `${++count}.mjs`);
  writeFileSync(name, text);
  return name;
}

interface Ended {
  readonly code: unknown;
  readonly out: string;
  readonly err: string;
}

/** Runs a program; what is preloaded comes from another file, so that stderr is comparable. */
function run(program: string, preload = ""): Promise<Ended> {
  const args = ["--import", pathToFileURL(file(preload)).href, program];
  return new Promise((resolve) => {
    execFile(process.execPath, args, (error, out, err) => resolve({ code: error?.code ?? 0, out, err }));
  });
}

const logging = `
  import { installExceptionHook } from ${JSON.stringify(hook)};
  const critical = (message, ...args) => process.stdout.write(JSON.stringify([message, ...args.map(String)]) + "\\n");
`;
const installed = `${logging} installExceptionHook({ critical });`;

const fatal: [title: string, program: string, logged: unknown[]][] = [
  [
    "an uncaught error",
    `setTimeout(() => { throw new TypeError("no") }, 1)`,
    ["uncaught exception", "TypeError: no"],
  ],
  ["an error at import", `throw new TypeError("no")`, ["unhandled rejection", "TypeError: no"]],
  [
    "an unhandled rejection",
    `Promise.reject(new RangeError("no"))`,
    ["unhandled rejection", "RangeError: no"],
  ],
  [
    "a thrown string",
    `setTimeout(() => { throw "no\\nway" }, 1)`,
    ["uncaught exception: %s", "Thrown: 'no\\nway'"],
  ],
  [
    "a thrown undefined",
    `setTimeout(() => { throw undefined }, 1)`,
    ["uncaught exception: %s", "Thrown: undefined"],
  ],
  [
    "a thrown object",
    `setTimeout(() => { throw { excInfo: 1 } }, 1)`,
    ["uncaught exception: %s", "Thrown: { excInfo: 1 }"],
  ],
];

test.each(fatal)(
  "%s is logged, and the process ends as it would without the hook",
  async (_, program, logged) => {
    const name = file(program);
    const [without, hooked] = await Promise.all([run(name), run(name, installed)]);
    expect(without).toMatchObject({ code: 1, out: "" });
    expect(hooked).toEqual({ code: 1, out: `${JSON.stringify(logged)}\n`, err: without.err });
  },
);

test.each([
  ["throws", "throw new Error('of the logger')"],
  ["returns a promise that is rejected", "return Promise.reject(new Error('of the logger'))"],
  ["returns what throws when it is looked at", "return { get then() { throw new Error('of the logger') } }"],
])("a logger that %s changes nothing", async (_, body) => {
  const name = file("setTimeout(() => { throw new TypeError('no') }, 1)");
  const [without, hooked] = await Promise.all([
    run(name),
    run(
      name,
      `import { installExceptionHook } from ${JSON.stringify(hook)};
      installExceptionHook({ critical() { ${body} } });`,
    ),
  ]);
  expect(hooked).toEqual(without);
});

test("a rejection of the logger's own causes no further one where the process lives on", async () => {
  const name = file("setTimeout(() => { throw new TypeError('no') }, 1)");
  const hooked = await run(
    name,
    `${logging}
    process.on("uncaughtException", () => critical("survived"));
    installExceptionHook({ critical(...args) { critical(...args); return Promise.reject(new Error("mine")); } });`,
  );
  expect(hooked).toEqual({ code: 0, out: '["uncaught exception","TypeError: no"]\n["survived"]\n', err: "" });
});

test("a rejection that the application handles is none", async () => {
  const name = file("process.on('unhandledRejection', () => {}); Promise.reject(new Error('no'))");
  expect(await run(name, installed)).toEqual({ code: 0, out: "", err: "" });
});

test("each hook logs once, and one that was taken off does not", async () => {
  const name = file("throw new Error('no')");
  const { code, out } = await run(
    name,
    `${logging}
    installExceptionHook({ critical: () => critical("first") });
    installExceptionHook({ critical: () => critical("second") });
    const remove = installExceptionHook({ critical: () => critical("third") });
    remove();
    remove();`,
  );
  expect({ code, out }).toEqual({ code: 1, out: '["first"]\n["second"]\n' });
});

test("installing leaves no listener behind after it was taken off", () => {
  const before = process.listenerCount("uncaughtExceptionMonitor");
  const remove = installExceptionHook({ critical() {} });
  expect(process.listenerCount("uncaughtExceptionMonitor")).toBe(before + 1);
  remove();
  expect(process.listenerCount("uncaughtExceptionMonitor")).toBe(before);
});

test.each([[undefined], [{}], [{ critical: 1 }]])("%j is no logger", (logger) => {
  expect(() => installExceptionHook(logger as never)).toThrow(
    new TypeError("installExceptionHook: the logger must have a method critical(message, ...args)"),
  );
});

test("where there is no process the hook says so", () => {
  vi.stubGlobal("process", undefined);
  try {
    expect(() => installExceptionHook({ critical() {} })).toThrow(
      "installExceptionHook: this runtime has no process events; listen to its error events instead",
    );
  } finally {
    vi.unstubAllGlobals();
  }
});

/** A process that emits rejections as Bun's does: to its listeners only, and those make them handled. */
function bun(): {
  emit: (reason: unknown) => void;
  listeners: (event: string) => ((reason: unknown) => void)[];
} {
  const all: Record<string, ((reason: unknown) => void)[]> = {};
  const listeners = (event: string): ((reason: unknown) => void)[] => [...(all[event] ?? [])];
  vi.stubGlobal("process", {
    versions: { bun: "1.4.5" },
    on: (event: string, listener: (reason: unknown) => void) =>
      void (all[event] = [...listeners(event), listener]),
    off: (event: string, listener: unknown) =>
      void (all[event] = listeners(event).filter((one) => one !== listener)),
    listeners,
  });
  return {
    emit: (reason) => listeners("unhandledRejection").forEach((listener) => listener(reason)),
    listeners,
  };
}

test("on Bun, whose monitor sees no rejections, the last hook logs, steps aside and rejects once more", async () => {
  const again = new Promise<unknown>((resolve) => process.once("unhandledRejection", resolve));
  const others = process.listeners("unhandledRejection").slice(0, -1);
  for (const other of others) process.off("unhandledRejection", other);
  const { emit, listeners } = bun();
  try {
    const said: unknown[] = [];
    installExceptionHook({ critical: (...args) => void said.push(...args) });
    installExceptionHook({ critical: (...args) => void said.push(...args) });
    const reason = new Error("no");
    emit(reason);
    expect(said).toEqual(["unhandled rejection", reason, "unhandled rejection", reason]);
    expect(listeners("unhandledRejection")).toEqual([]);
    vi.unstubAllGlobals();
    expect(await again).toBe(reason);
  } finally {
    vi.unstubAllGlobals();
    for (const other of others) process.on("unhandledRejection", other);
  }
});

test("on Bun a rejection that the application handles is none, and a hook can be taken off", () => {
  const { emit, listeners } = bun();
  try {
    const critical = vi.fn<() => void>();
    const remove = installExceptionHook({ critical });
    process.on("unhandledRejection", () => {});
    emit(new Error("no"));
    expect(critical).not.toHaveBeenCalled();
    remove();
    expect(listeners("unhandledRejection")).toHaveLength(1);
    expect(listeners("uncaughtExceptionMonitor")).toHaveLength(0);
  } finally {
    vi.unstubAllGlobals();
  }
});
