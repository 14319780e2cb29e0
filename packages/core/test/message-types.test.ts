import { fileURLToPath } from "node:url";

import { type Compilation, compileLines, type CompilerVersion, compilerVersions } from "@log/compile-test";
import { describe, expect, test } from "vitest";

const messageTypes = fileURLToPath(new URL("../src/message-types.ts", import.meta.url));

/** Compiles lines that may use the names of `message-types.ts`, which line 1 imports: by its path, as a bundler does. */
function compile(version: CompilerVersion, lines: readonly string[]): Promise<Compilation> {
  const names = "import type { LogMethod, LogOptions, Message, MessageArguments }";
  return compileLines(version, [`${names} from ${JSON.stringify(messageTypes)};`, ...lines], {
    compilerOptions: { module: "esnext", moduleResolution: "bundler" },
  });
}

const declarations = `
interface Log { debug: LogMethod; info: LogMethod; error: LogMethod; exception: LogMethod }
declare const logger: Log;
interface User { id: number; name: string }
class Point { x = 1; get y(): number { return 2; } }
declare const err: Error, maybeError: Error | undefined, anything: any, unknown: unknown;
declare const text: string, count: number, big: bigint, flag: boolean, date: Date, userId: number;
declare const user: User, maybeUser: User | undefined, record: Record<string, unknown>, object: object;
declare const level: "info" | "error";
interface Opened { path: string } interface Closed { code: number; then: string } class NoRoute extends Error { route = ""; } class NoUser extends Error { user = 1; }
declare const tagged: { k: "a"; a: number } | { k: "b"; b: string }, either: Opened | Closed, failure: NoRoute | NoUser, errorOrFields: Error | { a: number };
declare const maybeEither: Opened | User | null | undefined, listOrFields: string[] | { a: number }, dateOrError: Date | Error, promiseOrFields: PromiseLike<User> | User;
declare const textOrFields: string | { a: number }, view: ArrayBufferView, wrongOption: { stackInfo: string } | { a: number };
const messages = { started: "started %s", ended: "ended after %d ms" } as const;
function forward<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void { logger.info(msg as string, ...(args as unknown[])); }
`
  .trim()
  .split("\n");

const accepted = `
logger.info("x", { userId: 1 });
logger.info("x", {});
logger.info("x", user);
logger.info("x", maybeUser);
logger.info("x", record);
logger.info("x", object);
logger.info("x", new Point());
logger.info("x", { excInfo: err, stackInfo: true, stacklevel: 2, extra: { a: 1 }, userId });
logger.info("x", { excInfo: true } satisfies LogOptions);
logger.info("%s", 1, err);
logger.info("%s", 1, user);
logger.error("failed", maybeError);
logger.error("failed", null);
logger.error("failed", undefined);
try { text.trim(); } catch (e) { logger.error("x %s", 1, e); }
try { text.trim(); } catch (e) { logger.exception("x", e); }
logger.info("x", anything);
logger.info(anything, 1, "two");
logger.info("x", unknown);
logger.info("%d %s", anything, unknown, anything);
logger.info("100%");
logger.info("%y");
logger.info("%s and %d");
logger.info("%(user)s");
logger.info(text);
logger.info(text, 1, "two", [3]);
logger.info(\`user \${text} did %s\`, 3);
logger.info(\`user \${text} did %d\`, "x");
logger.info(\`\${text} %\${text}\`, 3);
logger.info("a" + text, 3);
logger.info(messages.started, "x");
logger.info(messages.ended, count, { userId });
logger.info(flag ? "a %s" : "b %d %d", 1);
logger[level]("x %s", 1);
forward("%s is %d", "x", 3);
forward("x", err);
logger.info(err);
logger.info(err, { userId });
logger.info(() => ({ state: text }));
logger.info("%s %s %s", [1, 2], date, null);
logger.info("%s", { a: 1 }, { b: 2 });
logger.info("%d %i %u %x %X %o", 1, 2n, count, big, flag ? 1 : 2n, 6);
logger.info("%e %E %f %F %g %G", 1, 2, 3, 4, 5, big);
logger.info("%c %c %c", "x", 65, 65n);
logger.info("%r %a %j", text, user, user);
logger.info("%-10s|%05.2f|%+d|% d|%#x", "a", 1, 2, 3, 4);
logger.info("%*d|%.*f|%-*.*s", 5, 3, 2, 1.5, 10, 3, "x");
logger.info("%ld %hd %Lf", 1, 2, 3);
logger.info("%d%%", 50);
logger.info("%d%%(of all)", 50);
logger.info("%d%%(%s)", 50, "of all");
logger.info("%(user)s took %(ms)5.1f ms", { user: "x", ms: 2 });
logger.info("%(user)s", { user: 1 }, err);
logger.info("%(user)s", { user: 1 }, { userId });
logger.info("%(name)s", user);
logger.info("%(y)s", new Point());
logger.info("%(a(b)c)s", { "a(b)c": 1 });
logger.info("u", tagged);
logger.info("u", either);
logger.info("%s", 1, tagged);
logger.info("%(path)s", { path: "x" }, tagged);
logger.error("failed", failure);
logger.error("failed", errorOrFields);
logger.error("failed", maybeEither);
logger.info("x", flag ? { a: 1 } : { b: "x" });
logger.info("x", { then: "x", match: 1, length: 2 });
function logFields<T extends object>(fields: T): void { logger.info("x", fields); logger.info("%s", 1, fields); forward("x", fields); }
function logUser<T extends User | undefined>(given: T): void { logger.info("x", given); }
function logRecord<T extends Record<string, unknown>>(given: T): void { logger.info("x", given); }
function logError<E extends Error>(error: E): void { logger.error("x", error); logger.error("%d", 1, error); }
function logPart<K extends keyof User>(part: Pick<User, K>): void { logger.info("x", part); }
function logPartial<T extends object>(part: Partial<T>): void { logger.info("x", part); }
logger.info("%d %i %5.1f %x %c", true, flag, flag, true, false);
logger.info("%*d", true, 5n);
logger.info("100%", { id: 1 });
logger.info("disk at 100%", err);
logger.info("%%100%", tagged);
function got<T extends User>(item: T): void { logger.info("got %s", item); logger.info("got", { item }); }
`
  .trim()
  .split("\n");

const refused = `
logger.info("%s is %d", "x");
logger.info("%d", "x");
logger.info("%y", 3);
logger.info("%s", "a", "b");
logger.info("%(user)s", { usr: 1 });
logger.info({ userId }, "login");
logger.info(user);
logger.info(3);
logger.info("%d %d", 1, "2");
logger.info("%5.1f", "2");
logger.info("%x", "ff");
logger.info("%c", err);
logger.info("%d", null);
logger.info("%d", 1, 2);
logger.info("%*d", "5", 3);
logger.info("%*d", 3);
logger.info("100%", 3);
logger.info("%s of 100%", "x");
logger.info("%d of 100%", 3, err);
logger.info("%5%d", { id: 1 });
logger.info("100% ", { id: 1 });
logger.info("%5.2", 3);
logger.info("%lld", 3);
logger.info("%l5d", 3);
logger.info("%h", 3);
logger.info("%d%%", "x");
logger.info("%d%%(%s)", 50);
logger.info("%(a)s %(b)s", { a: 1 });
logger.info("%(user)s", { user: 1, userID: 2 });
logger.info("%(a)s", 3);
logger.info("%(a)s", { a: 1 }, 3);
logger.info(messages.ended, "x");
logger.info("x", 3);
logger.info("x", "y");
logger.info("x", true);
logger.info("x", date);
logger.info("x", /x/);
logger.info("x", [1]);
logger.info("x", new Map<string, number>());
logger.info("x", new Set<number>());
logger.info("x", new Uint8Array(3));
logger.info("x", Promise.resolve(1));
logger.info("x", () => 1);
logger.info("x", { userId }, err);
logger.info("%s", 1, err, { userId });
logger.info("x", listOrFields);
logger.info("x", dateOrError);
logger.info("x", promiseOrFields);
logger.info("x", textOrFields);
logger.info("x", wrongOption);
logger.info("x", view);
logger.info("x", new DataView(new ArrayBuffer(3)));
logger.info("x", new Map<string, number>() as ReadonlyMap<string, number>);
logger.info("x", [1] as readonly number[]);
logger.info("x", new Error("x"), 3);
function logList<T extends readonly unknown[]>(list: T): void { logger.info("x", list); }
function logDate<T extends Date>(day: T): void { logger.info("x", day); }
function logText<T extends string>(given: T): void { logger.info("x", given); }
function logCall<T extends () => number>(call: T): void { logger.info("x", call); }
logger.info("%s", 1, listOrFields);
logger.info("x", { stackInfo: "yes" });
logger.info("x", { stacklevel: "2" });
forward("%d", "x");
logger[level]("x %d", "y");
`
  .trim()
  .split("\n");

describe.each(compilerVersions)("under TypeScript %s", (version) => {
  const lines = [...declarations, ...accepted, ...refused];
  let compiling: Promise<Compilation> | undefined;
  // Line 1 is the import, and lines count from 1.
  const firstRefused = 2 + declarations.length + accepted.length;

  test("every accepted call compiles", { timeout: 120_000 }, async () => {
    const { numbers, output } = await (compiling ??= compile(version, lines));
    const wrong = numbers.filter((line) => line < firstRefused);
    expect({ wrong, output: wrong.length > 0 ? output : "" }).toEqual({ wrong: [], output: "" });
  });

  test("every refused call is an error on its own line", { timeout: 120_000 }, async () => {
    const { numbers } = await (compiling ??= compile(version, lines));
    const found = numbers.filter((line) => line >= firstRefused);
    expect(found.map((line) => lines[line - 2])).toEqual(refused);
    expect(found).toEqual(refused.map((_, index) => firstRefused + index));
  });
});

// 5.4 is checked for what it accepts, not for its speed.
test.each(["5.9", "7"] as const)(
  "three hundred calls take at most 50,000 instantiations under TypeScript %s",
  { timeout: 120_000 },
  async (version) => {
    const calls = Array.from({ length: 50 }, (_, i) => [
      `logger.info("step ${i} took %5.1f ms for %-8s (%d of %03d)", ${i}.5, "job ${i}", ${i}, 300);`,
      `logger.info("request ${i}", { userId: ${i}, path: "/a/${i}" });`,
      `logger.error("cannot open file ${i} of %s", "x", err);`,
      `logger.info("%(user)s did ${i} with %(what)s", { user: "x", what: ${i} });`,
      `logger.info(\`user \${text} did ${i}\`);`,
      `logger.info("concatenated ${i} " + text);`,
    ]);
    const { numbers: lines, instantiations } = await compile(version, [...declarations, ...calls.flat()]);
    expect(lines).toEqual([]);
    expect(instantiations).toBeGreaterThan(1000);
    expect(instantiations).toBeLessThanOrEqual(50_000);
  },
);
