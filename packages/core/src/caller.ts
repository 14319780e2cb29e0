import { type CurrentCall, runtime } from "./process-state.ts";

/** Where a logging call stands. */
export interface CallSite {
  /** A path, not a URL (a URL where the code came from one, as in a browser). */
  readonly pathname: string;
  /** From 1; `0` when unknown. */
  readonly lineno: number;
  /** The function's own name, `""` for one without a name: {@link nameless} tells what that is. */
  readonly funcName: string;
}

/** What a record says that was made, or is asked, where its call cannot be seen any more. */
export const UNKNOWN_CALL_SITE: CallSite = {
  pathname: "(unknown file)",
  lineno: 0,
  funcName: "(unknown function)",
};

interface StackConstructor {
  stackTraceLimit?: number;
  prepareStackTrace?: unknown;
  captureStackTrace?(target: object, cut: unknown): void;
}

const FRAME = "\n    at ";

interface V8Frame {
  getEnclosingLineNumber?(): number | null;
  getEnclosingColumnNumber?(): number | null;
}

/**
 * The stack above a function that is running, most recent call first.
 *
 * The stack is cut at the function itself, not by comparing file names: a bundler puts everything in one.
 * The engine's own text is taken, since that is what `--enable-source-maps` translates.
 *
 * @param cut A function on the stack; its own frame is left out.
 * @param depth How many frames to take.
 * @param skip How many of them to leave out, from the innermost.
 * @returns Lines that begin with `\n    at `; an empty text where the engine cannot cut.
 */
export function stackAbove(cut: unknown, depth: number, skip = 0): string {
  const stack = capture(cut, depth + skip);
  if (typeof stack !== "string") return "";
  let start = stack.indexOf(FRAME);
  for (let i = 0; i < skip; i++) {
    const next = stack.indexOf(FRAME, start + 1);
    // Where there are not so many, the outermost stays, as in CPython.
    if (next < 0) break;
    start = next;
  }
  return start < 0 ? "" : stack.slice(start);
}

/** What the engine says of the stack above a function: its text, or what `prepare` makes of the frames. */
export function capture(cut: unknown, depth: number, prepare?: unknown): unknown {
  const engine = Error as unknown as StackConstructor;
  if (engine.captureStackTrace === undefined) return undefined;
  const { stackTraceLimit, prepareStackTrace } = engine;
  try {
    // An application's own prepareStackTrace (source-map-support, error trackers) might answer anything.
    if (prepareStackTrace !== prepare) engine.prepareStackTrace = prepare;
    engine.stackTraceLimit = depth;
    const holder: { stack?: unknown } = {};
    engine.captureStackTrace(holder, cut);
    // The text is made when it is first read: read it before the hook is put back.
    return holder.stack;
  } catch {
    // Error is frozen, or the stack has no room: the call site stays unknown.
    return undefined;
  } finally {
    // No call in here: near the end of the stack it might not come to run.
    try {
      if (stackTraceLimit === undefined) delete engine.stackTraceLimit;
      else engine.stackTraceLimit = stackTraceLimit;
      if (prepareStackTrace === undefined && prepare !== undefined) delete engine.prepareStackTrace;
      else if (prepareStackTrace !== prepare) engine.prepareStackTrace = prepareStackTrace;
    } catch {
      // Frozen: nothing was changed either.
    }
  }
}

/** The call site above a function that is running. */
export function findCaller(cut: unknown, stacklevel: number): CallSite {
  return outermost(capture(cut, stacklevel));
}

/** The site of the last frame, since as many as wanted were taken; where the stack is shorter, the outermost, as in CPython. */
export function outermost(stack: unknown): CallSite {
  const start = typeof stack === "string" ? stack.lastIndexOf(FRAME) : -1;
  return start < 0 ? UNKNOWN_CALL_SITE : siteOf((stack as string).slice(start + FRAME.length));
}

// A program has so many call sites. To take one apart costs as much as to write its line.
const MOST_SITES = 1000;
const sites = new Map<string, CallSite>();

function siteOf(frame: string): CallSite {
  const known = sites.get(frame);
  if (known !== undefined) return known;
  if (sites.size >= MOST_SITES) sites.clear();
  const site = parseFrame(frame);
  sites.set(frame, site);
  return site;
}

// The call site of one call, found before anybody asked.
let foreseenCall = 0;
let foreseenSite = UNKNOWN_CALL_SITE;

/** The number of the last call whose site was asked for. */
export let askedCall = 0;

/** Takes note of the call site of a call that is beginning. */
export function foresee(call: number, site: CallSite): void {
  foreseenCall = call;
  foreseenSite = site;
}

/** The call site of the call that is running. */
export function runningCaller({ id, from, stacklevel }: CurrentCall): CallSite {
  askedCall = id;
  return foreseenCall === id ? foreseenSite : findCaller(from, stacklevel);
}

/** `fn (file:///a.ts:3:14)` or `file:///a.ts:3:14`. */
function parseFrame(text: string): CallSite {
  const frame = text.startsWith("async ") ? text.slice(6) : text;
  const open = frame.endsWith(")") ? openOf(frame) : -1;
  let location = open < 0 ? frame : frame.slice(open + 2, -1);
  // `eval at fn (file), <anonymous>:1:1`
  if (location.startsWith("eval at ")) location = location.slice(location.lastIndexOf(", ") + 2);
  const column = location.lastIndexOf(":");
  const line = location.lastIndexOf(":", column - 1);
  const lineno = line < 0 ? Number.NaN : Number(location.slice(line + 1, column));
  return {
    pathname: toPath(lineno >= 0 ? location.slice(0, line) : location),
    lineno: lineno >= 0 ? lineno : 0,
    funcName: open < 0 ? "" : ownName(frame.slice(0, open)),
  };
}

/** Where the location begins: the name of a function may hold ` (` as well, and so may a path behind its first slash. */
function openOf(frame: string): number {
  for (const begin of [" (eval at ", " (file:", " (/"]) {
    const at = frame.lastIndexOf(begin);
    if (at >= 0) return at;
  }
  return frame.indexOf(" (");
}

/** `Class.method [as alias]`, `get size`, `Object.<anonymous>`: the function's own name of it. */
function ownName(name: string): string {
  const alias = name.indexOf(" [as ");
  let own = alias < 0 ? name : name.slice(0, alias);
  if (own.startsWith("new ")) return own;
  own = own.slice(own.lastIndexOf(".") + 1);
  if (own.startsWith("get ") || own.startsWith("set ")) own = own.slice(4);
  return own === "<anonymous>" ? "" : own;
}

function toPath(location: string): string {
  if (!location.startsWith("file://")) return location;
  const path = decoded(location.slice(7));
  const isDrive = path.charAt(0) === "/" && path.charAt(2) === ":";
  return isDrive ? path.slice(1).replaceAll("/", "\\") : path;
}

/** A part of a URL as text. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A lone % in the name: the text as it stands is the best there is.
    return part;
  }
}

/**
 * What a nameless call site is called: `<module>` at the top level of one, `<anonymous>` in a function without a name.
 *
 * The engine's text shows both alike; only its frame objects know where the enclosing code begins.
 */
export function nameless(cut: unknown, stacklevel: number): string {
  const stack = capture(cut, stacklevel, (_: unknown, all: unknown) => all);
  const frames: unknown[] = Array.isArray(stack) ? stack : [];
  const frame = frames.at(-1) as V8Frame | undefined;
  const isModule = frame?.getEnclosingLineNumber?.() === 1 && frame.getEnclosingColumnNumber?.() === 1;
  return isModule ? "<module>" : "<anonymous>";
}

/** The last part of a path, of either kind. */
export function baseName(pathname: string): string {
  return pathname.slice(Math.max(pathname.lastIndexOf("/"), pathname.lastIndexOf("\\")) + 1);
}

/** A file's name without its extension, as Python's `module`. */
export function moduleName(filename: string): string {
  let begin = 0;
  // Dots in front belong to the name: `.env` has no extension.
  while (filename[begin] === ".") begin++;
  const dot = filename.lastIndexOf(".");
  return dot > begin ? filename.slice(0, dot) : filename;
}

/** What the runtime says of itself, for `%(thread)d`, `%(threadName)s` and `%(process)d`. */
export interface Threads {
  readonly isMainThread: boolean;
  readonly threadId: number;
  readonly threadName?: string;
}

/** The number of this process, `0` where there is none. */
export function processId(): number {
  return runtime.process?.pid ?? 0;
}
