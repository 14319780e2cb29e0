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
  const shownName = nameOf(error, name, multiline);
  const shownMessage = escapeControls(message, multiline);
  // The engine's name for it is the one it had when its stack was written, and need not be `error.name`.
  const isNamed = stack.slice(0, name.length) === name;
  const nameEnd = isNamed ? name.length : wordEnd(stack);
  const tagEnd = endOfTag(stack, nameEnd);
  const end = endOfHead(stack, tagEnd, message);
  const isKnown = end !== -1 && (end === stack.length || stack[end] === "\n" || stack[end] === "\r");
  if (isKnown && isNamed && name === shownName && message === shownMessage) {
    // The usual error is taken as it is, in one piece: a string of many pieces is slow to write.
    const own = sharedStart(stack, end, above);
    if (isClean(stack, end, own)) return { text: stack, head: end, own, before: "" };
  }

  const header = shownName + stack.slice(nameEnd, tagEnd) + (message === "" ? "" : `: ${shownMessage}`);
  const first = stack.indexOf(FRAME);
  let before = "";
  let frames: string;
  if (isKnown) frames = cleaned(stack.slice(end), REMARK, multiline);
  // A name alone needs no comparison: there was no message that could look like frames.
  else if (first === tagEnd && (isNamed || stack.startsWith("Error")))
    frames = cleaned(stack.slice(first), REMARK, multiline);
  else if (first === -1 && isAtSignStack(stack)) frames = cleaned(`\n${stack}`, FRAME, multiline);
  else {
    const cut = first === -1 ? stack.length : first;
    before = escapeControls(stack.slice(0, cut).trim(), multiline);
    frames = cleaned(stack.slice(cut), REMARK, multiline);
  }
  const text = header + frames;
  return { text, head: header.length, own: sharedStart(text, header.length, above), before };
}

/** Where the message ends that follows the name, or -1 if another one does. */
function endOfHead(stack: string, nameEnd: number, message: string): number {
  if (message === "") return nameEnd;
  const end = nameEnd + 2 + message.length;
  // A comparison of slices looks at eight characters at a time, startsWith at one.
  return stack.startsWith(": ", nameEnd) && stack.slice(nameEnd + 2, end) === message ? end : -1;
}

interface Parts<T> {
  readonly name: T;
  readonly message: T;
  readonly stack: T;
}

function readParts(error: Partial<Parts<unknown>>): Parts<string> {
  let parts = error;
  try {
    // Three times as fast as reading each by its name in a variable.
    const { name, message } = error;
    // The engine makes its text of name and message when the stack is first read: that of a list might never end.
    const stack = Array.isArray(message) || Array.isArray(name) ? undefined : error.stack;
    parts = { name, message, stack };
  } catch {
    parts = { name: read(error, "name"), message: read(error, "message"), stack: read(error, "stack") };
  }
  const { name, message, stack } = parts;
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
  if (stack[from] !== " " || stack[from + 1] !== "[") return from;
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
  if (above === undefined) return text.length;
  // A stack may have thousands of lines (`Error.stackTraceLimit`); two that meet at all meet early.
  let tries = 64;
  // From above downwards, since the error that was caught has passed most of the lines there.
  for (let from = above.head; from < above.text.length && tries > 0; tries--) {
    const next = above.text.indexOf("\n", from + 1);
    const lineEnd = next === -1 ? above.text.length : next;
    const line = above.text.slice(from, lineEnd);
    for (let start = text.indexOf(line, head); start !== -1 && tries > 0; tries--) {
      const end = from + text.length - start;
      const isLineEnd = end === above.text.length || above.text[end] === "\n";
      if (isLineEnd && above.text.slice(from, end) === text.slice(start)) return start;
      start = text.indexOf(line, start + 1);
    }
    from = lineEnd;
  }
  return text.length;
}

interface Encoder {
  encodeInto(text: string, bytes: Uint8Array): { readonly written: number };
}

let encoder: Encoder | undefined;
const bytes = new Uint8Array(4096);
const words = new Uint32Array(bytes.buffer);

/**
 * Whether all lines are frames as V8 writes them, in ASCII, so that the text can be taken as it is.
 *
 * Of an error with three causes, reading each character would be more than half of all the time; of its bytes four
 * are looked at at once.
 */
function isClean(text: string, start: number, end: number): boolean {
  const size = end - start;
  if (size === 0 || size > bytes.length) return size === 0;
  encoder ??= newEncoder();
  if (encoder.encodeInto(text.slice(start, end), bytes).written !== size) return false;
  for (let at = 0; at < size; at += 4) {
    const four = words[at >> 2] ?? 0;
    // A byte is below 32, above 126, or (harmless) stands behind one below 32.
    if ((((four - 0x20202020) | four | (four + 0x01010101)) & 0x80808080) === 0) continue;
    for (let i = at; i < size && i < at + 4; i++) {
      const byte = bytes[i] ?? 0;
      if ((byte < 32 || byte > 126) && !text.startsWith(FRAME, start + i)) return false;
    }
  }
  return true;
}

function newEncoder(): Encoder {
  const Class: new () => Encoder = Reflect.get(globalThis, "TextEncoder");
  return new Class();
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
  return first.includes("@") && !first.includes(": ");
}
