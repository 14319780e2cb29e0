import { display, escapeControls, isWord, type Multiline, read, wordEnd } from "./text.ts";

/** What an error and its `stack` say. */
export interface StackText {
  /** `name: message`, and `\n    at f (file:1:2)` for each frame. */
  readonly text: string;
  /** Where in `text` the frames begin. */
  readonly head: number;
  /** Where in `text` those frames begin that stand above already. */
  readonly own: number;
  /** What the engine wrote before the frames, where that is not the head; else nothing. */
  readonly before: string;
}

const FRAME = "\n    at ";
const REMARK = "\n        ";

/**
 * Takes an error's text apart, trusting none of it.
 *
 * The engine writes `name: message` and the frames into one string, and the message may hold lines that look like
 * frames. So the head is cut off by comparing it with the message. Where they differ, because the message was
 * changed since, nothing tells one from the other: `before` is not empty then.
 *
 * @param above The error that led to this one.
 */
export function readStack(error: object, multiline: Multiline, above?: StackText): StackText {
  const { name, message, stack } = readParts(error);

  // The engine's name for it is the one it had when its stack was written, and need not be `error.name`.
  const nameEnd = stack.startsWith(name) ? name.length : wordEnd(stack);
  const tagEnd = endOfTag(stack, nameEnd);
  const shownName = nameOf(error, name, multiline);
  const shownMessage = escapeControls(message, multiline);
  let end = tagEnd;
  if (message !== "" && stack.startsWith(message, tagEnd + 2) && stack.startsWith(": ", tagEnd)) {
    end += 2 + message.length;
  }
  // A name without message needs no comparison: nothing was there that could look like frames.
  const isSure = end === stack.length || (end > 0 && stack[end] === "\n");
  if (isSure && shownMessage === message && stack.slice(0, nameEnd) === shownName) {
    // The usual error is taken as it is, in one piece: strings of many pieces are slow to write.
    const own = sharedStart(stack, end, above);
    if (isClean(stack, end, own)) return { text: stack, head: end, own, before: "" };
  }

  let before = "";
  let frames: string;
  if (isSure) frames = cleaned(stack.slice(end), REMARK, multiline);
  else if (isAtSignStack(stack)) frames = cleaned(`\n${stack}`, FRAME, multiline);
  else {
    const first = stack.indexOf(FRAME);
    const cut = first === -1 ? stack.length : first;
    before = escapeControls(stack.slice(0, cut).trim(), multiline);
    frames = cleaned(stack.slice(cut), REMARK, multiline);
  }
  const header = shownName + stack.slice(nameEnd, tagEnd) + (message === "" ? "" : `: ${shownMessage}`);
  const text = header + frames;
  return { text, head: header.length, own: sharedStart(text, header.length, above), before };
}

interface Parts {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

function readParts(error: {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
}): Parts {
  let name: unknown;
  let message: unknown;
  let stack: unknown;
  try {
    ({ name, message, stack } = error);
  } catch {
    // One of them cannot be read; the others may.
    name = read(error, "name");
    message = read(error, "message");
    stack = read(error, "stack");
  }
  return {
    name: typeof name === "string" && name !== "" ? name : "Error",
    message: typeof message === "string" ? message : message === undefined ? "" : display(message, 1),
    stack: typeof stack === "string" ? stack : "",
  };
}

/** The class's name where the class gave its errors no name of their own, as Node prints it, else the error's. */
function nameOf(error: object, name: string, multiline: Multiline): string {
  try {
    const prototype: object | null = Object.getPrototypeOf(error);
    if (prototype !== null && !Object.hasOwn(prototype, "name") && !Object.hasOwn(error, "name")) {
      const className: unknown = prototype.constructor.name;
      if (typeof className === "string" && className !== "Object" && isWord(className)) return className;
    }
  } catch {
    // An error whose class cannot be read has a name all the same.
  }
  return multiline === "raw" || isWord(name) ? name : `Error [${escapeControls(name, "escape")}]`;
}

/** Where ` [ERR_CODE]` ends, which Node writes behind the name of its errors. */
function endOfTag(stack: string, from: number): number {
  if (!stack.startsWith(" [", from)) return from;
  const end = wordEnd(stack, from + 2);
  return stack[end] === "]" ? end + 1 : from;
}

/**
 * Where the lines begin that stand in another error's stack too, all of them up to the end.
 *
 * Not necessarily at the end of that one: the engine keeps ten frames of each, and the one that was made deeper in
 * the calls lacks the outermost.
 */
function sharedStart(text: string, head: number, above: StackText | undefined): number {
  if (above === undefined || head === text.length) return text.length;
  const tail = text.slice(Math.max(head, text.length - 40));
  const found = above.text.lastIndexOf(tail);
  const end = found + tail.length;
  if (found < above.head || (end < above.text.length && above.text[end] !== "\n")) return text.length;
  // A stack may have thousands of lines (`Error.stackTraceLimit`); two that meet at all meet early.
  let start = head;
  for (let tries = 0; start !== -1 && tries < 64; tries++) {
    const from = end - (text.length - start);
    const meets = from >= above.head && above.text[from] === "\n";
    if (meets && above.text.slice(from, end) === text.slice(start)) return start;
    start = text.indexOf("\n", start + 1);
  }
  return text.length;
}

/**
 * Whether all lines are frames as V8 writes them, so that the text can be taken as it is.
 *
 * Looks at a part of the whole string: the characters of a slice cost more to read.
 */
function isClean(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code > 31 && code < 127) continue;
    if (code !== 10) return false;
    for (let i = 1; i < FRAME.length; i++) if (text.charCodeAt(++at) !== FRAME.charCodeAt(i)) return false;
  }
  return true;
}

/** Frames in V8's shape whatever their indentation. What stands between them begins with `other`. */
function cleaned(text: string, other: string, multiline: Multiline): string {
  if (multiline === "raw") return text;
  let out = "";
  for (const line of text.split("\n")) {
    const shown = escapeControls(line.trim(), "escape");
    if (shown.startsWith("at ")) out += `\n    ${shown}`;
    else if (shown !== "") out += other + shown;
  }
  return out;
}

/** `load@file:///app.js:12:3`: SpiderMonkey and JavaScriptCore put no message into the stack. */
function isAtSignStack(stack: string): boolean {
  const first = stack.split("\n", 1).join();
  return first.includes("@") && !first.includes(": ") && !stack.includes(FRAME);
}
