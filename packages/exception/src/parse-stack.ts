import { readStack } from "./stack-text.ts";

/** One call of an error's stack. What the engine does not say is `undefined`. */
export interface StackFrame {
  /** As the engine writes it: `load`, `Store.load`, `new Store`, `Object.run [as start]`. */
  readonly functionName: string | undefined;
  /** A path or a URL, as the engine writes it; for code from `eval` the file that called it. */
  readonly file: string | undefined;
  /** Counted from 1. */
  readonly line: number | undefined;
  /** Counted from 1. */
  readonly column: number | undefined;
  /** Whether the call was awaited rather than running. */
  readonly async: boolean;
  /** Whether the call is into the engine itself: `Array.map`, `Promise.all`. */
  readonly native: boolean;
}

/**
 * Takes the stack of an error apart, frame by frame, the innermost call first.
 *
 * Reads the stacks of V8 (Node, Deno, Chromium), JavaScriptCore (Bun, Safari) and SpiderMonkey (Firefox). Lines
 * of the message that look like frames are none. Only when the message was changed after the error was made
 * nothing tells them apart.
 *
 * @param error Anything; what has no stack has no frames.
 */
export function parseStack(error: unknown): StackFrame[] {
  try {
    if (typeof error !== "object" || error === null) return [];
    const { text, head } = readStack(error, "escape");
    return text.slice(head).split("\n").filter(isFrame).map(parseFrame);
  } catch {
    // No room left on the engine's own stack.
    return [];
  }
}

/** Whether a line of {@link readStack}'s frames is one, and no remark between them. */
export function isFrame(line: string): boolean {
  return line.startsWith("    at ");
}

/** @param line `    at f (file:1:2)`, or `    at f@file:1:2` */
export function parseFrame(line: string): StackFrame {
  let text = line.slice(7);
  const isAsync = text.startsWith("async ");
  if (isAsync) text = text.slice(6);
  let [called, place] = split(text);
  // Code within code within code … is followed to a file, or given up.
  for (let depth = 0; depth < 10 && place.startsWith("eval at "); depth++) {
    place = split(place.slice(8, place.lastIndexOf("), ") + 1))[1];
  }
  // SpiderMonkey: `async*load`, `setTimeout handler*load`.
  const star = text.startsWith(`${called}@`) ? called.lastIndexOf("*") : -1;
  called = called.slice(star + 1);
  const native =
    NATIVE.has(place) || ["native:", "unknown:", "index "].some((word) => place.startsWith(word));
  const where = native ? { file: undefined, line: undefined, column: undefined } : position(place);
  return {
    functionName: called === "" || called === "<anonymous>" ? undefined : called,
    file: where.file,
    line: where.line,
    column: where.column,
    async: isAsync || star !== -1,
    native,
  };
}

const NATIVE = new Set(["", "native", "<anonymous>", "unknown", "[native code]"]);

/** `f (place)` or `f@place` in its two parts. Names and paths may have brackets in them, mostly in pairs. */
function split(text: string): [called: string, place: string] {
  if (!text.endsWith(")")) {
    const called = text.slice(0, Math.max(text.indexOf("@"), 0));
    // The folders of packages have at signs too.
    const isPath = called.startsWith("/") || called.includes(":/") || called.includes(":\\");
    return text.includes("@") && !isPath ? [called, text.slice(called.length + 1)] : ["", text];
  }
  let open = text.length - 1;
  for (let depth = 1; depth > 0 && open > 0;) {
    open--;
    if (text[open] === ")") depth++;
    else if (text[open] === "(") depth--;
  }
  if (text[open - 1] !== " ") open = text.indexOf(" (") + 1;
  return open === 0 ? ["", text] : [text.slice(0, open - 1), text.slice(open + 1, -1)];
}

function position(place: string): Pick<StackFrame, "file" | "line" | "column"> {
  const wasm = place.indexOf(":wasm-function[");
  const [head, last] = cutNumber(wasm === -1 ? place : place.slice(0, wasm));
  const [file, first] = cutNumber(head);
  // SpiderMonkey's way to say eval: `file line 10 > eval:1:2`.
  const evaluated = file.indexOf(" line ");
  if (evaluated !== -1 && file.includes(" > ", evaluated)) {
    const line = Number.parseInt(file.slice(evaluated + 6), 10);
    return { file: file.slice(0, evaluated), line, column: undefined };
  }
  return { file: file || undefined, line: first ?? last, column: first === undefined ? undefined : last };
}

/** `x:12` in its two parts. */
function cutNumber(text: string): [string, number | undefined] {
  let start = text.length;
  while (text.charCodeAt(start - 1) > 47 && text.charCodeAt(start - 1) < 58) start--;
  if (start === text.length || text[start - 1] !== ":") return [text, undefined];
  return [text.slice(0, start - 1), Number(text.slice(start))];
}
