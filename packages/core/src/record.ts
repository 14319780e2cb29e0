import { baseName, type CallSite, moduleName, runningCaller, UNKNOWN_CALL_SITE } from "./call-site.ts";
import { processState } from "./process-state.ts";
import { renderMessage } from "./render-message.ts";
import { nameOfThread, processId, threads } from "./threads.ts";

/** The fields of a record, or the data of a call: own keys count, nothing inherited. */
export type Fields = Record<string, unknown>;

/** The attributes that are found when they are first read. */
type LazyName =
  | ("pathname" | "filename" | "module" | "lineno" | "funcName")
  | ("thread" | "threadName" | "process" | "processName" | "taskName");

/** Those of a record that were read or assigned, by their names. */
type Lazy = Partial<Pick<LogRecord, LazyName>> & {
  /** What the call gave as message, where {@link LogRecord.prepare} has put the text in its place. */
  template?: unknown;
};

// What is lazy of a record; its class makes these.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export interface LogRecord {
  /** The path of the file of the call, `(unknown file)` where it is not known. */
  pathname: string;
  /** The last part of {@link LogRecord.pathname}. */
  filename: string;
  /** {@link LogRecord.filename} without its extension. */
  module: string;
  /** The line of the call, from 1; `0` where it is not known. */
  lineno: number;
  /** The function of the call: `<module>` at the top level, `<anonymous>` for one without a name. */
  funcName: string;
  /** The number of the thread: `0` in the main thread, a worker's `threadId` in a worker. */
  thread: number;
  /** `MainThread`, or the name of the worker. */
  threadName: string;
  /** The number of the process, `0` where there is none. */
  process: number;
  /** `MainProcess`, unless it is assigned. */
  processName: string;
  /** `None`, unless a filter or a record factory assigns a name. */
  taskName: string;
}

/**
 * One event: what a logging call said, and where and when.
 *
 * The attributes have the names that formats use. What costs something to find out (the message, the call
 * site, the names of thread and process) is found when it is first read, which is right while the logging
 * call runs; {@link LogRecord.prepare} reads it all, for a handler that keeps the record.
 *
 * Follows `logging.LogRecord`: https://docs.python.org/3/library/logging.html#logrecord-objects
 */
export class LogRecord {
  /** The name of the logger. */
  name: string;
  /** The level as a number. */
  levelno: number;
  /** The level's name, `Level 15` where it has none. */
  levelname: string;
  /** The template, or whatever was given in its place. */
  msg: unknown;
  /** What goes into the template: a list, or one object for `%(key)s`. */
  args: readonly unknown[] | object;
  /** When the call was made, in seconds since 1970. */
  created: number;
  /** The milliseconds of {@link LogRecord.created}, a whole number from 0 to 999. */
  msecs: number;
  /** Milliseconds since logging was first used in this process. */
  relativeCreated: number;
  /** What was thrown. `undefined`: nothing was given; `null`: it was asked for, and there was none. */
  excInfo: unknown;
  /** The text of `excInfo`, kept by the formatter that made it. */
  excText: string | undefined;
  /** The stack of the call, when `stackInfo: true` asked for it. */
  stackInfo: string | undefined;
  /** All fields of the call, those of `extra` included; apart from the attributes, so that none is overwritten. */
  fields: Fields = {};
  /** The fields that came by `extra` and not by a free key of the same name. */
  extra: Fields | undefined;
  /** The time as text, set by a formatter whose format shows it. */
  asctime: string | undefined;

  // The call that made this record; the call site can be looked up only while it runs. 0 when there is none.
  readonly #call: number;
  #lazy: Lazy | undefined;
  #message: string | undefined;
  #messageOf: unknown;
  #messageWith: unknown;

  /**
   * @param pathname The file of the call; `undefined` leaves it to be found on the stack when it is asked for.
   * @param excInfo What was thrown, see {@link LogRecord.excInfo}.
   */
  constructor(
    name: string,
    level: number,
    pathname: string | undefined,
    lineno: number | undefined,
    msg: unknown,
    args: readonly unknown[] | object,
    excInfo?: unknown,
    funcName?: string,
    stackInfo?: string,
  ) {
    const now = Date.now();
    const state = processState();
    this.name = name;
    this.levelno = level;
    this.levelname = state.levelToName.get(level) ?? `Level ${level}`;
    this.msg = msg;
    this.args = args;
    this.created = now / 1000;
    // The remainder of a number beyond 31 bits is a call into the C library, a fifth of what a record costs.
    this.msecs = (now - Math.floor(now / 1000) * 1000) | 0;
    this.relativeCreated = now - state.startTime;
    this.excInfo = excInfo;
    this.stackInfo = stackInfo;
    if (pathname === undefined) {
      this.#call = state.call.id;
    } else {
      this.#call = 0;
      this.#lazy = { pathname, lineno: lineno ?? 0, funcName: funcName ?? UNKNOWN_CALL_SITE.funcName };
    }
  }

  static #defineLazy(): readonly LazyName[] {
    const names: LazyName[] = [];
    const lazy = <K extends LazyName>(name: K, find: (record: LogRecord) => Lazy[K]): void => {
      names.push(name);
      Object.defineProperty(LogRecord.prototype, name, {
        configurable: true,
        get(this: LogRecord) {
          return this.#lazy?.[name] ?? find(this);
        },
        set(this: LogRecord, value: Lazy[K]) {
          this.#set({ [name]: value });
        },
      });
    };
    lazy("pathname", (record) => record.#callSite().pathname);
    // As in CPython, a path that is no text is its own last part, and of no module.
    lazy("filename", ({ pathname }) => (isString(pathname) ? baseName(pathname) : pathname));
    lazy("module", ({ filename }) => (isString(filename) ? moduleName(filename) : "Unknown module"));
    lazy("lineno", (record) => record.#callSite().lineno);
    lazy("funcName", (record) => record.#callSite().funcName);
    lazy("thread", () => threads()?.threadId ?? 0);
    lazy("threadName", nameOfThread);
    lazy("process", processId);
    lazy("processName", () => "MainProcess");
    lazy("taskName", () => "None");
    return names;
  }
  /**
   * @internal The names of the attributes that are found when they are first read. A pure value instead of a block that
   * runs: bundlers keep a class with such a block though nobody uses it.
   */
  static readonly lazy: readonly string[] = /* @__PURE__ */ this.#defineLazy();

  /** The text of {@link LogRecord.getMessage}, made once for all handlers. */
  get message(): string {
    return this.getMessage();
  }
  set message(value: string) {
    this.#message = value;
    this.#messageOf = this.msg;
    this.#messageWith = this.args;
  }

  /**
   * The message with its arguments put in.
   *
   * Unlike CPython, a template that does not fit its arguments throws nothing: template and arguments stand
   * side by side then, and the handler at work hears of it.
   *
   * Follows `LogRecord.getMessage`: https://docs.python.org/3/library/logging.html#logging.LogRecord.getMessage
   */
  getMessage(): string {
    if (this.#message === undefined || this.#messageOf !== this.msg || this.#messageWith !== this.args) {
      this.message = renderMessage(this);
    }
    return this.#message!;
  }

  /**
   * Reads everything that is lazy and lets go of the arguments, so that the record can be kept.
   *
   * A handler that keeps a record beyond its `emit` calls this first.
   *
   * Follows `QueueHandler.prepare`: https://docs.python.org/3/library/logging.handlers.html#logging.handlers.QueueHandler.prepare
   */
  prepare(): this {
    const { message } = this;
    const lazy: Record<string, unknown> = { template: this.template };
    for (const name of LogRecord.lazy) lazy[name] = this[name as LazyName];
    this.#lazy = lazy;
    try {
      this.args = [];
      this.msg = message;
    } catch {
      // Somebody froze the record: it keeps its arguments, and all that was lazy is read.
    }
    this.message = message;
    return this;
  }

  /** @internal What the call gave as message, also after {@link LogRecord.prepare}: a line without arguments. */
  get template(): unknown {
    return this.#lazy !== undefined && "template" in this.#lazy ? this.#lazy.template : this.msg;
  }

  /**
   * Forgets the message that was made, so that it is made again from `msg` and `args`.
   *
   * For what changes the array `args` in place; assigning `msg` or `args` needs no call.
   */
  renew(): void {
    this.#message = undefined;
  }

  #callSite(): CallSite {
    const { call } = processState();
    if (this.#call === 0 || this.#call !== call.id) return UNKNOWN_CALL_SITE;
    const site = runningCaller(call);
    this.#lazy = { ...site, ...this.#lazy };
    return site;
  }

  #set(values: Lazy): void {
    Object.assign((this.#lazy ??= {}), values);
  }
}

/** Puts the fields of a call into its record: those that came by `extra` and the free ones, which win. */
export function addFields(
  record: LogRecord,
  extra: Readonly<Fields> | undefined,
  fields: Readonly<Fields> | undefined,
): void {
  if (fields !== undefined && extra === undefined && isBare(record.fields)) {
    // Most calls with fields: spared is a copy.
    record.fields = fields;
    return;
  }
  // A record factory may have put fields in already. Spreading makes own keys of all: no prototype changes.
  record.fields = { ...record.fields, ...extra, ...fields };
  if (extra === undefined) return;
  const named = { ...extra };
  for (const key of Object.keys(fields ?? {})) delete named[key];
  record.extra = named;
}

function isBare(fields: Fields): boolean {
  for (const _ in fields) return false;
  return true;
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}
