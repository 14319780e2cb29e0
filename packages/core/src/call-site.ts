import type { CurrentCall } from "./process-state.ts";
import { builtinModule, runtime } from "./runtime.ts";
import { isObject } from "./value-kind.ts";

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
export function capture(cut: unknown, depth: number, prepare?: unknown): unknown {
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
  const site = asCallSite(capture(cut, stacklevel, siteOf));
  if (site !== undefined) return site;
  const pick = (_: unknown, frames: readonly Frame[]): CallSite | undefined =>
    siteOf(_, frames.filter((frame) => !isOfEngine(frame)).slice(0, stacklevel));
  return asCallSite(capture(cut, stacklevel + MOST_ENGINE_FRAMES, pick)) ?? UNKNOWN_CALL_SITE;
}

// So many of the engine's own calls may stand between: `forEach`, `sort`, `Reflect.apply`.
const MOST_ENGINE_FRAMES = 50;

/** Whether a call is within the engine, as that of `forEach` of an array: Python has no frames for such. */
function isOfEngine(frame: Frame): boolean {
  return frame.getLineNumber() === null;
}

/** What {@link capture} made with {@link siteOf}: where the engine has no frames, it is something else. */
export function asCallSite(site: unknown): CallSite | undefined {
  return isObject(site) ? (site as CallSite) : undefined;
}

/**
 * The site of the last frame, since as many as wanted were taken; where the stack is shorter, the outermost, as in CPython.
 *
 * @returns Nothing where some of the frames are the engine's: they do not count.
 */
export function siteOf(_: unknown, frames: readonly Frame[]): CallSite | undefined {
  const frame = frames.at(-1);
  if (frame === undefined) return UNKNOWN_CALL_SITE;
  const line = frame.getLineNumber();
  if (line === null || (frames.length > 1 && frames.some(isOfEngine))) return undefined;
  let lineno = line;
  let funcName = frame.getFunctionName();
  if (funcName) {
    if (frame.isConstructor()) funcName = `new ${funcName}`;
    else {
      // `Shop.field` of a function without a name that was assigned; `get size` of a getter.
      funcName = funcName.slice(funcName.lastIndexOf(".") + 1);
      if (["get ", "set "].includes(funcName.slice(0, 4))) funcName = funcName.slice(4);
    }
  } else {
    const isModule = frame.getEnclosingLineNumber?.() === 1 && frame.getEnclosingColumnNumber?.() === 1;
    funcName = isModule ? "<module>" : "<anonymous>";
  }
  const { path, map } = fileOf(frame.getFileName() || "<anonymous>");
  if (map === undefined) return { pathname: path, lineno, funcName };
  let pathname = path;
  // Where a call stands in the source that was compiled.
  const { originalSource, originalLine } = map.findEntry(lineno - 1, (frame.getColumnNumber() ?? 1) - 1);
  if (originalSource !== undefined && originalLine !== undefined) {
    pathname = fileOf(originalSource).path;
    lineno = originalLine + 1;
    // A minifier renames private methods. At a function's begin a source map names a private method itself, but of an
    // arrow function its parameter; so only private methods are looked up.
    if (funcName.startsWith("#")) {
      const begin = frame.getEnclosingLineNumber?.() ?? 1;
      const column = frame.getEnclosingColumnNumber?.() ?? 1;
      funcName = map.findEntry(begin - 1, column - 1).name || funcName;
    }
  }
  return { pathname, lineno, funcName };
}

interface SourceMap {
  findEntry(line: number, column: number): { originalSource?: string; originalLine?: number; name?: string };
}

interface CodeFile {
  readonly path: string;
  /** Where `--enable-source-maps` is on; the frames know nothing of it. */
  readonly map: SourceMap | undefined;
}

// A program has so many files. To make a path of a URL costs as much as the rest of a call site.
const MOST_FILES = 1000;
const files = new Map<string, CodeFile>();

function fileOf(url: string): CodeFile {
  let file = files.get(url);
  if (file === undefined) {
    if (files.size >= MOST_FILES) files.clear();
    const maps = runtime.process?.sourceMapsEnabled
      ? builtinModule<{ findSourceMap(url: string): SourceMap | undefined }>("node:module")
      : undefined;
    files.set(url, (file = { path: toPath(url), map: maps?.findSourceMap(url) }));
  }
  return file;
}

function toPath(url: string): string {
  if (!url.startsWith("file://")) return url;
  const path = decoded(url.slice(7));
  const isDrive = path[0] === "/" && path[2] === ":";
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

// Most formats that show a call show its file, and the record before it was often of the same.
let lastPath = "";
let lastName = "";

/** The last part of a path, of either kind. */
export function baseName(pathname: string): string {
  if (pathname !== lastPath) {
    lastName = pathname.slice(Math.max(pathname.lastIndexOf("/"), pathname.lastIndexOf("\\")) + 1);
    lastPath = pathname;
  }
  return lastName;
}

/** A file's name without its extension, as Python's `module`. */
export function moduleName(filename: string): string {
  let begin = 0;
  // Dots in front belong to the name: `.env` has no extension.
  while (filename[begin] === ".") begin++;
  const dot = filename.lastIndexOf(".");
  return dot > begin ? filename.slice(0, dot) : filename;
}
