import { attempt } from "./attempt.ts";
import { display } from "./display.ts";
import { escapeControls, type Multiline } from "./escape-controls.ts";
import { isWord, wordEnd } from "./word.ts";

const FRAME = "\n    at ";
const REMARK = "\n        ";

/** What an error and its `stack` say. */
export interface StackText {
  /** `name: message`, and `\n    at f (file:1:2)` for each frame. */
  readonly text: string;
  /** Where in `text` the frames begin. */
  readonly head: number;
  /** Where in `text` those frames begin that stand above already. */
  readonly own: number;
  /** What {@link errorText} made of it. */
  shown: string | undefined;
  /** What the engine wrote before the frames, where that is not the head; else nothing. */
  readonly before: string;
  /** What all this was found in, and depends on. */
  readonly of: readonly unknown[];
}

/** What was found in the last stacks: one error is printed several times, and many come from one place. */
const known: StackText[] = [];
let oldest = 0;

/**
 * Takes an error's text apart, trusting none of it.
 *
 * The engine writes `name: message` and the frames into one string, and the message may hold lines that look like
 * frames. So the head is cut off by comparing it with the message. Where they differ, because the message was
 * changed since, nothing tells one from the other: `before` is not empty then.
 *
 * @param above The error that led to this one.
 */
export function readStack(error: Partial<Error>, multiline: Multiline, above?: StackText): StackText {
  const givenName: unknown = attempt(() => error.name);
  const given: unknown = attempt(() => error.message);
  // The engine makes its text of name and message when the stack is first read: that of a list might never end.
  const isList = attempt(() => Array.isArray(given) || Array.isArray(givenName), false);
  const givenStack: unknown = isList ? "" : attempt(() => error.stack);
  const name = (typeof givenName === "string" && givenName) || "Error";
  const message = typeof given === "string" ? given : given === undefined ? "" : display(given, 1);
  const stack = typeof givenStack === "string" ? givenStack : "";
  const className = classNameOf(error);
  for (const found of known) {
    // By hand: a third of what an error costs that was printed before.
    const { of } = found;
    if (
      of[0] === stack &&
      of[1] === message &&
      of[2] === name &&
      of[3] === className &&
      of[4] === multiline &&
      of[5] === above
    ) {
      return found;
    }
  }

  // The engine's name for it is the one it had when its stack was written, and need not be `error.name`.
  const isNamed = stack.startsWith(name);
  const nameEnd = isNamed ? name.length : wordEnd(stack);
  // ` [ERR_CODE]`, which Node writes behind the name of its errors.
  const codeEnd = stack.startsWith(" [", nameEnd) ? wordEnd(stack, nameEnd + 2) : nameEnd;
  const tagEnd = stack[codeEnd] === "]" ? codeEnd + 1 : nameEnd;
  const tail = message === "" ? "" : `: ${message}`;
  let cut = tagEnd + tail.length;
  let other = REMARK;
  let before = "";
  if (!stack.startsWith(tail, tagEnd) || !"\r\n".includes(stack[cut] ?? "")) {
    cut = stack.indexOf(FRAME);
    const line = stack.split("\n")[0]!;
    if (cut === -1 && line.includes("@") && !line.includes(": ")) {
      // `load@file:///app.js:12:3`: SpiderMonkey and JavaScriptCore put no message into the stack.
      cut = 0;
      other = FRAME;
    } else if (cut !== tagEnd || !(isNamed || stack.startsWith("Error"))) {
      if (cut === -1) cut = stack.length;
      before = escapeControls(stack.slice(0, cut).trim(), multiline);
    }
    // Else a name alone, which needs no comparison: there was no message that could look like frames.
  }

  const header =
    nameOf(className, name, multiline) + stack.slice(nameEnd, tagEnd) + escapeControls(tail, multiline);
  const text = header + cleaned(stack.slice(cut), other, multiline);
  const own = ownEnd(text, header.length, above);
  const of = [stack, message, name, className, multiline, above] as const;
  const found = { text, head: header.length, own, shown: undefined, before, of };
  if (text.length < 10_000) known[oldest++ % 8] = found;
  return found;
}

/** The class's name where the class gave its errors no name of their own. */
function classNameOf(error: object): unknown {
  // An error whose class cannot be read has a name all the same.
  return attempt(() => {
    const prototype: object = Object.getPrototypeOf(error);
    const isInherited = !Object.hasOwn(prototype, "name") && !Object.hasOwn(error, "name");
    return isInherited ? prototype.constructor.name : "";
  }, "");
}

/** The class's name, as Node prints it, else the error's. */
function nameOf(className: unknown, name: string, multiline: Multiline): string {
  if (isWord(className) && className !== "Object") return className;
  return multiline === "raw" || isWord(name) ? name : `Error [${escapeControls(name)}]`;
}

/** Frames in V8's shape whatever their indentation. What stands between them begins with `other`. */
function cleaned(text: string, other: string, multiline: Multiline): string {
  if (multiline === "raw") return other === FRAME ? `\n${text}` : text;
  let out = "";
  for (const line of text.split("\n")) {
    const shown = escapeControls(line.trim());
    if (shown !== "") out += (shown.startsWith("at ") ? "\n    " : other) + shown;
  }
  return out;
}

/**
 * Where the lines begin that stand in another error's stack too, all of them up to the end.
 *
 * Not necessarily at the end of that one: the engine keeps ten frames of each, and the one that was made deeper in
 * the calls lacks the outermost.
 */
function ownEnd(text: string, head: number, above: StackText | undefined): number {
  if (above === undefined) return text.length;
  let start = text.indexOf("\n", head);
  let at = -1;
  // A stack may have thousands of lines (`Error.stackTraceLimit`); two that meet at all meet early.
  for (let tries = 64; start !== -1 && tries > 0; tries--) {
    const rest = text.slice(start);
    // The beginning alone is looked for: with a long text from outside that could take the square of its length.
    at = above.text.indexOf(rest.slice(0, 99), Math.max(at + 1, above.head));
    if (at === -1) start = text.indexOf("\n", start + 1);
    else if (above.text.startsWith(rest, at) && (above.text[at + rest.length] ?? "\n") === "\n") return start;
  }
  return text.length;
}
