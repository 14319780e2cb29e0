import {
  baseName,
  type CallSite,
  moduleName,
  nameless,
  processId,
  runningCaller,
  type Threads,
  UNKNOWN_CALL_SITE,
} from "./caller.ts";
import { getLevelName } from "./level.ts";
import { processState } from "./process-state.ts";
import { renderMessage } from "./render-message.ts";
import { builtinModule } from "./runtime.ts";

/** The fields of a record, or the data of a call: own keys count, nothing inherited. */
export type Fields = Record<string, unknown>;

/** The lazy attributes of a record that were read or assigned, by their names. */
interface Lazy {
  pathname?: string;
  filename?: string;
  module?: string;
  lineno?: number;
  funcName?: string;
  thread?: number;
  threadName?: string;
  process?: number;
  processName?: string;
  taskName?: string;
  site?: CallSite;
  /** What the call gave as message, where {@link LogRecord.prepare} has put the text in its place. */
  template?: unknown;
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
  excText: string | undefined = undefined;
  /** The stack of the call, when `stackInfo: true` asked for it. */
  stackInfo: string | undefined;
  /** All fields of the call, those of `extra` included; apart from the attributes, so that none is overwritten. */
  fields: Fields = {};
  /** The fields that came by `extra` and not by a free key of the same name. */
  extra: Fields | undefined = undefined;
  /** The time as text, set by a formatter whose format shows it. */
  asctime: string | undefined = undefined;

  // The call that made this record; the call site can be looked up only while it runs. 0 when there is none.
  readonly #call: number;
  #lazy: Lazy | undefined = undefined;
  #message: string | undefined = undefined;
  #messageOf: unknown = undefined;
  #messageWith: unknown = undefined;

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
    this.levelname = state.levelToName.get(level) ?? getLevelName(level);
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

  /** The path of the file of the call, `(unknown file)` where it is not known. */
  get pathname(): string {
    return this.#lazy?.pathname ?? this.#callSite().pathname;
  }
  set pathname(value: string) {
    this.#set({ pathname: value });
  }

  /** The last part of {@link LogRecord.pathname}. */
  get filename(): string {
    return this.#lazy?.filename ?? baseName(this.pathname);
  }
  set filename(value: string) {
    this.#set({ filename: value });
  }

  /** {@link LogRecord.filename} without its extension. */
  get module(): string {
    return this.#lazy?.module ?? moduleName(this.filename);
  }
  set module(value: string) {
    this.#set({ module: value });
  }

  /** The line of the call, from 1; `0` where it is not known. */
  get lineno(): number {
    return this.#lazy?.lineno ?? this.#callSite().lineno;
  }
  set lineno(value: number) {
    this.#set({ lineno: value });
  }

  /** The function of the call: `<module>` at the top level, `<anonymous>` for one without a name. */
  get funcName(): string {
    const known = this.#lazy?.funcName ?? this.#callSite().funcName;
    if (known !== "") return known;
    if (!this.#isRunning()) return UNKNOWN_CALL_SITE.funcName;
    const { from, stacklevel } = processState().call;
    return this.#set({ funcName: nameless(from, stacklevel) }).funcName ?? "";
  }
  set funcName(value: string) {
    this.#set({ funcName: value });
  }

  /** The number of the thread: `0` in the main thread, a worker's `threadId` in a worker. */
  get thread(): number {
    return this.#lazy?.thread ?? threads()?.threadId ?? 0;
  }
  set thread(value: number) {
    this.#set({ thread: value });
  }

  /** `MainThread`, or the name of the worker. */
  get threadName(): string {
    return this.#lazy?.threadName ?? nameOfThread();
  }
  set threadName(value: string) {
    this.#set({ threadName: value });
  }

  /** The number of the process, `0` where there is none. */
  get process(): number {
    return this.#lazy?.process ?? processId();
  }
  set process(value: number) {
    this.#set({ process: value });
  }

  /** `MainProcess`, unless it is assigned. */
  get processName(): string {
    return this.#lazy?.processName ?? "MainProcess";
  }
  set processName(value: string) {
    this.#set({ processName: value });
  }

  /** `None`, unless a filter or a record factory assigns a name. */
  get taskName(): string {
    return this.#lazy?.taskName ?? "None";
  }
  set taskName(value: string) {
    this.#set({ taskName: value });
  }

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
    const { msg, args } = this;
    if (this.#message !== undefined && this.#messageOf === msg && this.#messageWith === args) {
      return this.#message;
    }
    const text = renderMessage(this);
    this.#message = text;
    this.#messageOf = msg;
    this.#messageWith = args;
    return text;
  }

  /**
   * Reads everything that is lazy and lets go of the arguments, so that the record can be kept.
   *
   * A handler that keeps a record beyond its `emit` calls this first.
   *
   * Follows `QueueHandler.prepare`: https://docs.python.org/3/library/logging.handlers.html#logging.handlers.QueueHandler.prepare
   */
  prepare(): this {
    const { pathname, filename, module, lineno, funcName, message, template } = this;
    const { thread, threadName, process, processName, taskName } = this;
    this.#lazy = {
      pathname,
      filename,
      module,
      lineno,
      funcName,
      thread,
      threadName,
      process,
      processName,
      taskName,
      template,
    };
    this.args = [];
    this.msg = message;
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

  #isRunning(): boolean {
    return this.#call !== 0 && this.#call === processState().call.id;
  }

  #callSite(): CallSite {
    if (this.#lazy?.site !== undefined) return this.#lazy.site;
    if (!this.#isRunning()) return UNKNOWN_CALL_SITE;
    const site = runningCaller(processState().call);
    this.#set({ site });
    return site;
  }

  #set(values: Lazy): Lazy {
    return Object.assign((this.#lazy ??= {}), values);
  }
}

/** Puts the fields of a call into its record: those that came by `extra` and the free ones, which win. */
export function addFields(
  record: LogRecord,
  extra: Readonly<Fields> | undefined,
  fields: Readonly<Fields> | undefined,
): void {
  if (extra === undefined && fields === undefined) return;
  // A record factory may have put fields in already. Spreading makes own keys of all: no prototype changes.
  record.fields = { ...record.fields, ...extra, ...fields };
  if (extra === undefined) return;
  const named = { ...extra };
  for (const key of Object.keys(fields ?? {})) delete named[key];
  record.extra = named;
}

let here: Threads | undefined | null = null;

function threads(): Threads | undefined {
  return here === null ? (here = builtinModule<Threads>("node:worker_threads")) : here;
}

function nameOfThread(): string {
  const thread = threads();
  if (thread === undefined || thread.isMainThread) return "MainThread";
  return thread.threadName || `Thread-${thread.threadId}`;
}
