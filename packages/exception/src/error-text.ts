/**
 * How new lines inside a message print: in a new line indented by four spaces, as `\n`, or the whole text as it is,
 * control characters included.
 */
export type Multiline = "indent" | "escape" | "raw";

/** How an error is told. */
export interface Telling {
  readonly multiline: Multiline;
  /** Whether the errors follow that `cause` leads to. */
  readonly chain: boolean;
  /** Prints an error without its properties, or its header alone. */
  show(stack: StackText, isHeader: boolean): string;
}

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

const MAX_ERRORS = 100;
const MAX_LISTED = 50;
const MAX_COUNTED = 20_000;
const MAX_ITEMS = 20;
const MAX_TEXT = 500;
const UNREADABLE = "[unreadable]";
const FRAME = "\n    at ";
const REMARK = "\n        ";

/**
 * An error as text, all of it and without options: what {@link formatException} prints when it is given none. A
 * bundle that uses only this has no code for reading sources, filtering frames and checking options.
 *
 * @param error What was thrown; need not be an error.
 * @param multiline What becomes of new lines in messages. Default `indent`.
 */
export function errorText(error: unknown, multiline: Multiline = "indent"): string {
  return tellError(error, { multiline, chain: true, show: showUsual });
}

function showUsual(stack: StackText, isHeader: boolean): string {
  const { text, head, own, shown } = stack;
  if (shown !== undefined && !isHeader) return shown;
  const header = text.slice(0, head);
  if (isHeader) return header;
  const same = text.slice(own).split("\n").length - 1;
  return (stack.shown = joined(stack, header, text.slice(head, own) + note(same, "as above")));
}

/** Header and frames. Not added but joined: a text of many pieces is slow to write. */
export function joined({ before }: StackText, header: string, frames: string): string {
  return [header, before === "" ? frames : indented(`\n[stack]: ${before}${frames}`, "    ")].join("");
}

/** A line in the place of frames. */
export function note(count: number, what: string): string {
  return count === 0 ? "" : `\n    ... ${count} frame${count === 1 ? "" : "s"} ${what}`;
}

/** Never throws. */
export function tellError(error: unknown, telling: Telling): string {
  try {
    return tell(error, telling);
  } catch {
    // Hardly any room left on the stack, or a text longer than a string can be.
    return attempt(() => {
      const { text, head, before } = readStack(error as object, telling.multiline);
      return before === "" ? text : text.slice(0, head);
    });
  }
}

/** A value that has its place in the text, and what stands above that place. */
interface Part {
  readonly value: unknown;
  /** `[cause]`; nothing for what was thrown. */
  readonly label: string;
  readonly indent: string;
  /** The error that led here. */
  readonly above: StackText | undefined;
}

function tell(error: unknown, telling: Telling): string {
  // A list and no recursion: a chain may be longer than the stack is deep.
  const waiting: Part[] = [{ value: error, label: "", indent: "", above: undefined }];
  const told: unknown[] = [];
  let text = "";
  for (let count = 0; count < MAX_ERRORS; count++) {
    const part = waiting.pop();
    if (part === undefined) return text;
    const { label, indent } = part;
    if (label !== "") text += `\n${indent}${label}: `;
    text += indented(describe(part, telling, told, waiting), indent);
  }
  // The rest is only counted.
  const seen = new Set(told);
  for (let part = waiting.pop(); part !== undefined && seen.size < MAX_COUNTED; part = waiting.pop()) {
    if (!seen.has(part.value)) waitForCause(part, telling, waiting);
    seen.add(part.value);
  }
  const left = seen.size - told.length;
  return left === 0 ? text : `${text}\n... ${seen.size < MAX_COUNTED ? "" : "at least "}${left} more errors`;
}

function indented(text: string, indent: string): string {
  return indent === "" ? text : text.replaceAll("\n", `\n${indent}`);
}

function waitForCause(part: Part, { chain }: Telling, waiting: Part[], above?: StackText): void {
  const { value, indent } = part;
  const cause = chain && isError(value) ? attempt(() => value.cause) : undefined;
  if (cause !== undefined && cause !== null) waiting.push({ value: cause, label: "[cause]", indent, above });
}

function describe(part: Part, telling: Telling, told: unknown[], waiting: Part[]): string {
  const { value, label, indent, above } = part;
  const { multiline } = telling;
  if (!isError(value)) {
    const shown = typeof value === "string" && multiline === "raw" ? value : display(value, 2);
    return (label === "" ? "Thrown: " : "") + shown;
  }
  const stack = readStack(value, multiline, above);
  const isAgain = told.includes(value);
  const shown = telling.show(stack, isAgain);
  if (isAgain) return `(printed above) ${shown}`;
  told.push(value);
  waitForCause(part, telling, waiting, stack);
  return shown + properties(value, `${indent}    `, stack, waiting);
}

const TOLD_ELSEWHERE = new Set(["stack", "message", "cause", "name"]);
/** Errors of the language keep these where no loop over their properties meets them. */
const HIDDEN = ["errors", "error", "suppressed"];

/** The line of an error's own properties. What among them is an error waits for a part of its own. */
function properties(error: object, indent: string, above: StackText, waiting: Part[]): string {
  const keys = attempt(() => Object.keys(error), []);
  const hidden = keys.length;
  attempt(() => {
    // Most errors have none, which takes the engine a third of the time that it takes to look at each of them.
    if (!("errors" in error || "error" in error || "suppressed" in error)) return;
    for (const key of HIDDEN) if (Object.hasOwn(error, key) && !keys.includes(key)) keys.push(key);
  });
  // What most errors are spared is a third of their time.
  if (keys.length === 0) return "";
  const plain: string[] = [];
  const parts: Part[] = [];
  let left = "";
  for (const [index, key] of keys.entries()) {
    if (TOLD_ELSEWHERE.has(key)) continue;
    const isHidden = index >= hidden;
    const value = read(error, key);
    const label = `[${word(key)}]`;
    const nest = (item: unknown, place: string): void => {
      parts.unshift({ value: item, label: label + place, indent, above });
    };
    // Read by index: what iterates an array may be its own.
    const length = attempt(() => (Array.isArray(value) ? value.length : -1), -1);
    if (length >= 0 && (isHidden || isError(read(value as object, 0)))) {
      for (let i = 0; i < length && i < MAX_LISTED; i++) nest(read(value as object, i), `[${i}]`);
      if (length > MAX_LISTED) left += `\n    ... ${length - MAX_LISTED} more in ${label}`;
    } else if (isHidden || isError(value)) nest(value, "");
    else plain.push(key);
  }
  waiting.push(...parts);
  return (plain.length === 0 ? "" : `\n    ${display(error, 2, plain)}`) + left;
}

/** What was found in the last stacks: one error is told several times, and many come from one place. */
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
    // By hand: a third of what an error costs that was told before.
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

/** What a function reads, also where reading throws: `[unreadable]`, unless it is said what else. */
export function attempt(from: () => string): string;
export function attempt(from: () => unknown): unknown;
export function attempt<T>(from: () => T, otherwise: T): T;
export function attempt(from: () => unknown, otherwise: unknown = UNREADABLE): unknown {
  try {
    return from();
  } catch {
    return otherwise;
  }
}

function read(owner: object, key: string | number): unknown {
  return attempt((): unknown => Reflect.get(owner, key));
}

/** Whether a value is an error of this or another realm, a proxy of one, or an object that has what one has. */
export function isError(value: unknown): value is Partial<Error> {
  if (typeof value !== "object" || value === null) return false;
  // Not `attempt`: this is the last thing for which there must be room on the stack.
  try {
    const realm: ErrorConstructor & { isError?(value: unknown): boolean } = Error;
    if (value instanceof Error || realm.isError?.(value) === true) return true;
    // A proxy of an error, an error of another realm where the engine cannot tell, an object of a library.
    const { message, stack }: { message?: unknown; stack?: unknown } = value;
    return typeof message === "string" && typeof stack === "string";
  } catch {
    return false;
  }
}

/** What those lines begin with that only this package writes: frames, notes, labels, properties. */
const OWN_LINES = ["at ", "...", "[", "{ "];

/** Control characters that must not reach a log: C0 but the tab, DEL, C1, and Unicode's two line ends. */
function isControl(code: number): boolean {
  return code < 32 ? code !== 9 : code > 126 && (code < 160 || code === 0x2028 || code === 0x2029);
}

// A text that is added to is a tree, of some sixty bytes for each piece: so many hold a text of a hundred megabytes that
// the process ends. What is joined is one piece.
const MOST_ADDED = 1000;

/**
 * Text from outside, made unable to begin a line or to steer a terminal.
 *
 * A new line after which the text would read as a frame, a cause or a note of ours prints as `\n` in any case.
 * No regular expression: V8 ends the process when it has to compile one near the end of the stack.
 */
export function escapeControls(text: string, multiline: Multiline = "escape"): string {
  if (multiline === "raw") return text;
  let pieces: string[] | undefined;
  let out = "";
  let added = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if ((code > 31 && code < 127) || !isControl(code)) continue;
    out += text.slice(from, at);
    from = at + 1;
    if (code === 13 && text.charCodeAt(from) === 10) continue;
    const shown =
      code !== 10
        ? `\\${code < 256 ? "x" : "u"}${code.toString(16).padStart(2, "0")}`
        : multiline === "indent" && !readsAsOurs(text, from)
          ? "\n    "
          : "\\n";
    if (++added % MOST_ADDED > 0) out += shown;
    else {
      (pieces ??= []).push([out, shown].join(""));
      out = "";
    }
  }
  out += text.slice(from);
  return pieces === undefined ? out : pieces.join("") + out;
}

function readsAsOurs(text: string, from: number): boolean {
  let start = from;
  while (text[start] === " " || text[start] === "\t") start++;
  return OWN_LINES.some((own) => text.startsWith(own, start));
}

/** Whether a text may stand in a line of ours without quotes: a class name, a property name. */
export function isWord(text: unknown): text is string {
  return typeof text === "string" && text !== "" && text.length < 100 && wordEnd(text) === text.length;
}

/** Where the word ends that a text begins with: letters, digits, `_`, `$`, `.`, `-`, and most beyond ASCII. */
export function wordEnd(text: string, from = 0): number {
  let end = from;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    const isLetter = (code | 32) > 96 && (code | 32) < 123;
    if (!isLetter && !"0123456789_$.-".includes(text[end]!) && (code < 0xaa || isControl(code))) break;
  }
  return end;
}

/**
 * A value on one line: `{ code: 'ENOENT', errno: -2 }`. Of its own code nothing runs but getters.
 *
 * @param depth Levels to show of an object.
 * @param keys Properties to show. Default: all, unless the value is an error or of some other class.
 */
export function display(value: unknown, depth: number, keys?: readonly string[]): string {
  return attempt(() => {
    if (typeof value === "string") return quoted(value);
    if (typeof value === "function") return `[Function: ${word(value.name)}]`;
    if (typeof value !== "object" || value === null) return escapeControls(String(value));
    const isList = Array.isArray(value);
    if (keys === undefined) {
      if (isError(value)) return `[${word(read(value, "name"))}: ${display(read(value, "message"), 0)}]`;
      const tag = escapeControls(Object.prototype.toString.call(value));
      if (tag === "[object Date]") return Date.prototype.toISOString.call(value);
      if (depth === 0 || (!isList && tag !== "[object Object]")) return tag;
    }
    const names = keys ?? Object.keys(value);
    const items = names.slice(0, MAX_ITEMS).map((key) => {
      return (isList ? "" : `${word(key)}: `) + display(read(value, key), depth - 1);
    });
    if (names.length > MAX_ITEMS) items.push(`... ${names.length - MAX_ITEMS} more`);
    const text = items.length === 0 ? "" : ` ${items.join(", ")} `;
    return isList ? `[${text}]` : `{${text}}`;
  });
}

/** A name as it is, if it is one. */
function word(value: unknown): string {
  return isWord(value) ? value : display(value, 0);
}

function quoted(text: string): string {
  const shown = text.slice(0, MAX_TEXT).replaceAll("\\", "\\\\").replaceAll("'", "\\'");
  const more = text.length > MAX_TEXT ? `... ${text.length - MAX_TEXT} more characters` : "";
  return `'${escapeControls(shown)}'${more}`;
}
