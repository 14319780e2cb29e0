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
  const name = textOf(error, "name") || "Error";
  const message = textOf(error, "message");
  const stack = textOf(error, "stack");
  const shownName = nameOf(error, name, multiline);
  const shownMessage = escapeControls(message, multiline);
  const usual = message === "" ? shownName : `${shownName}: ${shownMessage}`;
  if (shownMessage === message && endsHead(stack, usual.length) && stack.startsWith(usual)) {
    // The usual error is taken as it is, in one piece: a string of many pieces is slow to write.
    const own = sharedStart(stack, usual.length, above);
    if (isClean(stack, usual.length, own)) return { text: stack, head: usual.length, own, before: "" };
  }

  // The engine's name for it is the one it had when its stack was written, and Node puts its code behind it.
  const nameEnd = stack.startsWith(name) ? name.length : wordEnd(stack);
  const tagEnd = endOfTag(stack, nameEnd);
  const header = shownName + stack.slice(nameEnd, tagEnd) + usual.slice(shownName.length);
  const isWhole = message !== "" && stack.startsWith(": ", tagEnd) && stack.startsWith(message, tagEnd + 2);
  // A name alone needs no comparison: there was no message that could look like frames.
  const word = stack.slice(0, nameEnd);
  const bareEnd = word === name || word === "Error" ? tagEnd : -1;
  const end = isWhole ? tagEnd + 2 + message.length : bareEnd;
  let before = "";
  let frames: string;
  if (endsHead(stack, end)) frames = cleaned(stack.slice(end), REMARK, multiline);
  else if (isAtSignStack(stack)) frames = cleaned(`\n${stack}`, FRAME, multiline);
  else {
    const first = stack.indexOf(FRAME);
    const cut = first === -1 ? stack.length : first;
    before = escapeControls(stack.slice(0, cut).trim(), multiline);
    frames = cleaned(stack.slice(cut), REMARK, multiline);
  }
  const text = header + frames;
  return { text, head: header.length, own: sharedStart(text, header.length, above), before };
}

function endsHead(stack: string, end: number): boolean {
  return end === stack.length || stack[end] === "\n" || stack[end] === "\r";
}

function textOf(error: object, key: string): string {
  const text = read(error, key);
  if (typeof text === "string") return text;
  return key === "message" && text !== undefined ? display(text, 1) : "";
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
  if (size > bytes.length) return false;
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
  return first.includes("@") && !first.includes(": ") && !stack.includes(FRAME);
}
