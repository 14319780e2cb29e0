import { isObject } from "./display.ts";
import { type CurrentCall, builtinModule, runtime } from "./process-state.ts";

/** Where a logging call stands. */
export interface CallSite {
  /** A path, not a URL (a URL where the code came from one, as in a browser). */
  readonly pathname: string;
  /** From 1; `0` when unknown. */
  readonly lineno: number;
  /** `<module>` at the top level of one, `<anonymous>` in a function without a name. */
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

/** A frame of V8's, as far as it is looked at. */
interface Frame {
  getFileName(): string | null | undefined;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  getFunctionName(): string | null;
  isConstructor(): boolean;
  getEnclosingLineNumber?(): number | null;
  getEnclosingColumnNumber?(): number | null;
}

/**
 * What the engine says of the stack above a function that is running: its text, or what `prepare` makes of the frames.
 *
 * The stack is cut at the function itself, not by comparing file names: a bundler puts everything in one.
 *
 * @param cut A function on the stack; its own frame is left out.
 * @param depth How many frames to take.
 */
function capture(cut: unknown, depth: number, prepare?: unknown): unknown {
  const engine = Error as unknown as StackConstructor;
  if (engine.captureStackTrace === undefined) return undefined;
  const { stackTraceLimit, prepareStackTrace } = engine;
  try {
    // An application's own prepareStackTrace (source-map-support, error trackers) might answer anything.
    engine.prepareStackTrace = prepare;
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
      engine.prepareStackTrace = prepareStackTrace;
      if (stackTraceLimit === undefined) delete engine.stackTraceLimit;
      else engine.stackTraceLimit = stackTraceLimit;
    } catch {
      // Frozen: nothing was changed either.
    }
  }
}

const FRAME = "\n    at ";

/**
 * The stack above a function that is running, most recent call first, as the engine writes it.
 *
 * @param skip How many frames to leave out, from the innermost.
 * @returns Lines that begin with `\n    at `; an empty text where the engine cannot cut.
 */
export function stackAbove(cut: unknown, depth: number, skip = 0): string {
  const stack = capture(cut, depth + skip);
  const frames = typeof stack === "string" ? stack.split(FRAME).slice(1) : [];
  // Where there are not so many, the outermost stays, as in CPython.
  const kept = frames.length > skip ? frames.slice(skip) : frames.slice(-1);
  return kept.map((frame) => FRAME + frame).join("");
}

/** The call site above a function that is running. */
export function findCaller(cut: unknown, stacklevel: number): CallSite {
  const site = capture(cut, stacklevel, siteOf);
  return isObject(site) ? (site as CallSite) : UNKNOWN_CALL_SITE;
}

/** The site of the last frame, since as many as wanted were taken; where the stack is shorter, the outermost, as in CPython. */
function siteOf(_: unknown, frames: readonly Frame[]): CallSite {
  const frame = frames.at(-1);
  if (frame === undefined) return UNKNOWN_CALL_SITE;
  const file = frame.getFileName() || "<anonymous>";
  const lineno = frame.getLineNumber() ?? 0;
  let funcName = frame.getFunctionName();
  if (funcName) {
    if (frame.isConstructor()) funcName = `new ${funcName}`;
    else {
      // `Shop.field` of a function without a name that was assigned; `get size` of a getter.
      funcName = funcName.slice(funcName.lastIndexOf(".") + 1);
      if (funcName.startsWith("get ") || funcName.startsWith("set ")) funcName = funcName.slice(4);
    }
  } else {
    const isModule = frame.getEnclosingLineNumber?.() === 1 && frame.getEnclosingColumnNumber?.() === 1;
    funcName = isModule ? "<module>" : "<anonymous>";
  }
  const site = { pathname: file === lastFile ? lastPath : toPath(file), lineno, funcName };
  return runtime.process?.sourceMapsEnabled ? originalOf(site, file, frame) : site;
}

interface SourceMaps {
  findSourceMap(file: string):
    | {
        findEntry(
          line: number,
          column: number,
        ): { originalSource?: string; originalLine?: number; name?: string };
      }
    | undefined;
}

/** Where a call stands in the source that was compiled. The frames know nothing of `--enable-source-maps`. */
function originalOf(site: CallSite, file: string, frame: Frame): CallSite {
  const map = builtinModule<SourceMaps>("node:module")?.findSourceMap(file);
  const { originalSource, originalLine } =
    map?.findEntry(site.lineno - 1, (frame.getColumnNumber() ?? 1) - 1) ?? {};
  if (originalSource === undefined || originalLine === undefined) return site;
  let { funcName } = site;
  // A private method begins with its name, which a minifier changes. What stands where an arrow function begins is the
  // name of its parameter.
  if (funcName.startsWith("#")) {
    const line = frame.getEnclosingLineNumber?.() ?? 1;
    const column = frame.getEnclosingColumnNumber?.() ?? 1;
    funcName = map?.findEntry(line - 1, column - 1).name || funcName;
  }
  return { pathname: toPath(originalSource), lineno: originalLine + 1, funcName };
}

let lastFile: string | undefined;
let lastPath = "";

function toPath(location: string): string {
  lastFile = location;
  if (!location.startsWith("file://")) return (lastPath = location);
  const path = decoded(location.slice(7));
  const isDrive = path[0] === "/" && path[2] === ":";
  return (lastPath = isDrive ? path.slice(1).replaceAll("/", "\\") : path);
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
