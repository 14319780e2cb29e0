/**
 * How new lines inside a message print: in a new line indented by four spaces, as `\n`, or the whole text as it is,
 * control characters included.
 */
export type Multiline = "indent" | "escape" | "raw";

/** What those lines begin with that only this package writes: frames, notes, labels, properties. */
const OWN_LINES = ["at ", "...", "[", "{ "];

/** Control characters that must not reach a log: C0 but the tab, DEL, C1, and Unicode's two line ends. */
export function isControl(code: number): boolean {
  return code < 32 ? code !== 9 : code > 126 && (code < 160 || code === 0x2028 || code === 0x2029);
}

/**
 * Text from outside, made unable to begin a line or to steer a terminal.
 *
 * A new line after which the text would read as a frame, a cause or a note of ours prints as `\n` in any case.
 * No regular expression: V8 ends the process when it has to compile one near the end of the stack.
 */
export function escapeControls(text: string, multiline: Multiline): string {
  if (multiline === "raw") return text;
  let out = "";
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if ((code > 31 && code < 127) || !isControl(code)) continue;
    out += text.slice(from, at);
    from = at + 1;
    if (code === 13 && text.charCodeAt(from) === 10) continue;
    if (code === 10) out += multiline === "indent" && !readsAsOurs(text, from) ? "\n    " : "\\n";
    else out += code < 256 ? `\\x${(code + 256).toString(16).slice(1)}` : `\\u${code.toString(16)}`;
  }
  return from === 0 ? text : out + text.slice(from);
}

function readsAsOurs(text: string, from: number): boolean {
  let start = from;
  while (text[start] === " " || text[start] === "\t") start++;
  for (const own of OWN_LINES) if (text.startsWith(own, start)) return true;
  return false;
}

/** Whether a text may stand in a line of ours without quotes: a class name, a property name. */
export function isWord(text: string): boolean {
  return text !== "" && text.length < 100 && wordEnd(text) === text.length;
}

/** Where the word ends that a text begins with: letters, digits, `_`, `$`, `.`, `-`, and most beyond ASCII. */
export function wordEnd(text: string, from = 0): number {
  let end = from;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    const isLetter = (code | 32) > 96 && (code | 32) < 123;
    if (!isLetter && !"0123456789_$.-".includes(text.charAt(end)) && (code < 0xaa || isControl(code))) break;
  }
  return end;
}

const UNREADABLE = "[unreadable]";

/** A property of anything, also where reading it throws. */
export function read(owner: object, key: string): unknown {
  try {
    return Reflect.get(owner, key);
  } catch {
    return UNREADABLE;
  }
}

/** Whether a value is an error of this or another realm, a proxy of one, or an object that has what one has. */
export function isError(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  try {
    const realm: ErrorConstructor & { isError?(value: unknown): boolean } = Error;
    if (realm.isError?.(value) === true || value instanceof Error) return true;
    // A proxy of an error, an error of another realm where the engine cannot tell, an object of a library.
    const { message, stack }: { message?: unknown; stack?: unknown } = value;
    return typeof message === "string" && typeof stack === "string";
  } catch {
    return false;
  }
}

const MAX_ITEMS = 20;
const MAX_TEXT = 500;

/** A value on one line. Of an object `depth` levels are shown; of its own code nothing runs but getters. */
export function display(value: unknown, depth: number): string {
  try {
    if (typeof value === "string") return quote(value);
    if (typeof value === "function") return `[Function: ${word(value.name)}]`;
    if (typeof value === "object" && value !== null) return displayObject(value, depth);
    return escapeControls(String(value), "escape");
  } catch {
    return UNREADABLE;
  }
}

function displayObject(value: object, depth: number): string {
  if (isError(value)) return `[${word(read(value, "name"))}: ${display(read(value, "message"), 0)}]`;
  const tag = escapeControls(Object.prototype.toString.call(value), "escape");
  if (tag === "[object Date]") return Date.prototype.toISOString.call(value);
  if (depth === 0 || (tag !== "[object Array]" && tag !== "[object Object]")) return tag;
  const text = displayProperties(value, Object.keys(value), depth);
  return Array.isArray(value) ? `[${text.slice(1, -1)}]` : text;
}

/** `{ code: 'ENOENT', errno: -2 }` */
export function displayProperties(owner: object, keys: readonly string[], depth: number): string {
  const isList = Array.isArray(owner);
  const items = keys.slice(0, MAX_ITEMS).map((key) => {
    return (isList ? "" : `${word(key)}: `) + display(read(owner, key), depth - 1);
  });
  if (keys.length > MAX_ITEMS) items.push(`... ${keys.length - MAX_ITEMS} more`);
  return items.length === 0 ? "{}" : `{ ${items.join(", ")} }`;
}

/** A name as it is, if it is one. */
export function word(value: unknown): string {
  return typeof value === "string" && isWord(value) ? value : display(value, 0);
}

function quote(text: string): string {
  const shown = text.slice(0, MAX_TEXT).replaceAll("\\", "\\\\").replaceAll("'", "\\'");
  const more = text.length > MAX_TEXT ? `... ${text.length - MAX_TEXT} more characters` : "";
  return `'${escapeControls(shown, "escape")}'${more}`;
}
