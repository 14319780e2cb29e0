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

/** Where the call of a frame stands, in a stack of V8: no other engine's code has sources at hand. */
export function positionOf(line: string): Position {
  return position(partsOf(line)[1]);
}

export type Position = Pick<StackFrame, "file" | "line" | "column">;

const ASYNC = "async ";
const NATIVE = new Set(["", "native", "<anonymous>", "unknown", "[native code]"]);
const NATIVE_PREFIXES = ["native:", "unknown:", "index "];

/** @param line `    at f (file:1:2)`, or `    at f@file:1:2` */
export function parseFrame(line: string): StackFrame {
  let [called, place] = partsOf(line);
  let isAsync = line.startsWith(ASYNC, 7);
  const [before = "", behind] = called === "" ? cutAtSign(place) : [];
  if (behind !== undefined) {
    // SpiderMonkey: `async*load`, `setTimeout handler*load`.
    isAsync ||= before.includes("*");
    called = before.slice(before.lastIndexOf("*") + 1);
    place = behind;
  }
  const native = NATIVE.has(place) || NATIVE_PREFIXES.some((prefix) => place.startsWith(prefix));
  const { file = "", line: row, column } = position(native ? "" : place.split(":wasm-function[")[0]!);
  // SpiderMonkey's way to say eval: `file line 10 > eval:1:2`.
  const evaluated = file.indexOf(" line ");
  const isEvaluated = evaluated !== -1 && file.includes(" > ", evaluated);
  return {
    functionName: called === "<anonymous>" ? undefined : called || undefined,
    file: (isEvaluated ? file.slice(0, evaluated) : file) || undefined,
    line: isEvaluated ? Number.parseInt(file.slice(evaluated + 6), 10) : row,
    column: isEvaluated ? undefined : column,
    async: isAsync,
    native,
  };
}

/** `f@place` in its two parts. */
function cutAtSign(text: string): [before?: string, behind?: string] {
  const at = text.indexOf("@");
  const before = text.slice(0, at);
  // The folders of packages have at signs too.
  const isPath = before.startsWith("/") || before.includes(":/") || before.includes(":\\");
  return at === -1 || isPath || text.endsWith(")") ? [] : [before, text.slice(at + 1)];
}

/** `f (place)` in its two parts, of code within code the outermost place. */
function partsOf(line: string): [called: string, place: string] {
  let [called, place] = cutBrackets(line.slice(line.startsWith(ASYNC, 7) ? 13 : 7));
  // Code within code within code … is followed to a file, or given up.
  for (let depth = 0; depth < 10 && place.startsWith("eval at "); depth++) {
    [, place] = cutBrackets(place.slice(8, place.lastIndexOf("), ") + 1));
  }
  return [called, place];
}

/** Names and paths may have brackets in them, mostly in pairs. */
function cutBrackets(text: string): [called: string, place: string] {
  let open = text.length;
  let depth = 0;
  do {
    open--;
    depth += text[open] === ")" ? 1 : text[open] === "(" ? -1 : 0;
  } while (depth > 0 && open > 0);
  if (text[open - 1] !== " ") open = text.indexOf(" (") + 1;
  return open > 0 && text.endsWith(")") ? [text.slice(0, open - 1), text.slice(open + 1, -1)] : ["", text];
}

function position(place: string): Position {
  const [head, last] = cutNumber(place);
  const [file, first] = cutNumber(head);
  return { file: file || undefined, line: first ?? last, column: first === undefined ? undefined : last };
}

/** `x:12` in its two parts. */
function cutNumber(text: string): [string, number | undefined] {
  const colon = text.lastIndexOf(":");
  const number = Number(text.slice(colon + 1)) >>> 0;
  return text.slice(colon) === `:${number}` ? [text.slice(0, colon), number] : [text, undefined];
}
