import { readStack, type StackText } from "./stack-text.ts";
import { display, displayProperties, isError, type Multiline, read, word } from "./text.ts";

/** How an error is told, where it is not told as usual. */
export interface Telling {
  readonly multiline: Multiline;
  /** Whether the errors follow that `cause` leads to. */
  readonly chain: boolean;
  /** What becomes of header and frames; as they are, if it is missing. */
  readonly style?: Style | undefined;
}

interface Style {
  header(text: string): string;
  /**
   * @param own Frames that are this error's only.
   * @param same Frames after them that stand above already.
   * @param isSure Whether all of them are frames for certain, and no lines of a message.
   */
  frames(own: string, same: string, isSure: boolean): string;
}

const MAX_ERRORS = 100;
const MAX_LISTED = 50;
const MAX_COUNTED = 20_000;

/** A value that has its place in the text, and what stands above that place. */
interface Part {
  readonly value: unknown;
  /** New line, indentation and label: `\n[cause]: `. */
  readonly prefix: string;
  readonly indent: string;
  /** The error that led here. */
  readonly above: StackText | undefined;
}

/**
 * An error as text, all of it and without options: what {@link formatException} prints when it is given none. A
 * bundle that uses only this has no code for reading sources, filtering frames and checking options.
 *
 * @param error What was thrown; need not be an error.
 * @param multiline What becomes of new lines in messages. Default `indent`.
 */
export function errorText(error: unknown, multiline: Multiline = "indent"): string {
  return tellError(error, { multiline, chain: true });
}

/** Never throws. */
export function tellError(error: unknown, telling: Telling): string {
  try {
    return tell(error, telling);
  } catch {
    // Hardly any room left on the stack, or a text longer than a string can be.
    return lastWords(error, telling);
  }
}

function lastWords(error: unknown, { multiline }: Telling): string {
  try {
    if (isError(error)) {
      const { text, head, before } = readStack(error, multiline);
      return before === "" ? text : text.slice(0, head);
    }
  } catch {
    // No room at all.
  }
  return "[unreadable]";
}

function tell(error: unknown, telling: Telling): string {
  // A list and no recursion: a chain may be longer than the stack is deep.
  const waiting: Part[] = [{ value: error, prefix: "", indent: "", above: undefined }];
  const told: object[] = [];
  let text = "";
  for (let count = 0; count < MAX_ERRORS; count++) {
    const part = waiting.pop();
    if (part === undefined) return text;
    text += part.prefix + indented(describe(part, telling, told, waiting), part.indent);
  }
  return waiting.length === 0 ? text : `${text}\n... ${countLeft(waiting, told, telling)} more errors`;
}

function indented(text: string, indent: string): string {
  return indent === "" ? text : text.replaceAll("\n", `\n${indent}`);
}

function countLeft(waiting: readonly Part[], told: readonly object[], { chain }: Telling): string {
  const seen = new Set<unknown>(told);
  for (let { value } of waiting) {
    while (!seen.has(value) && seen.size < MAX_COUNTED) {
      seen.add(value);
      const cause = chain && isError(value) ? read(value, "cause") : undefined;
      if (cause === undefined || cause === null) break;
      value = cause;
    }
  }
  return `${seen.size < MAX_COUNTED ? "" : "at least "}${seen.size - told.length}`;
}

function describe(part: Part, telling: Telling, told: object[], waiting: Part[]): string {
  const { value } = part;
  const { multiline } = telling;
  if (!isError(value)) {
    const shown = typeof value === "string" && multiline === "raw" ? value : display(value, 2);
    return part.prefix === "" ? `Thrown: ${shown}` : shown;
  }
  const stack = readStack(value, multiline, part.above);
  const { text, head, own, before } = stack;
  const { style } = telling;
  const isAgain = told.includes(value);
  if (!isAgain && style === undefined && before === "") {
    told.push(value);
    const same = note(countLines(text, own), "as above");
    return text.slice(0, own) + same + properties(value, part.indent, stack, telling, waiting);
  }
  const header = style?.header(text.slice(0, head)) ?? text.slice(0, head);
  if (isAgain) return `(printed above) ${header}`;
  told.push(value);
  const frames = style?.frames(text.slice(head, own), text.slice(own), before === "") ?? text.slice(head);
  const below = before === "" ? frames : indented(`\n[stack]: ${before}${frames}`, "    ");
  return header + below + properties(value, part.indent, stack, telling, waiting);
}

function countLines(text: string, from: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", from); at !== -1; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

/** A line in the place of frames. */
export function note(count: number, what: string): string {
  return count === 0 ? "" : `\n    ... ${count}${count === 1 ? " frame " : " frames "}${what}`;
}

const TOLD_ELSEWHERE = new Set(["stack", "message", "name", "cause"]);
/** Errors of the language keep these where no loop over their properties meets them. */
const HIDDEN = ["errors", "error", "suppressed"];

/** The line of an error's own properties. What among them is an error waits for a part of its own. */
function properties(
  error: object,
  indent: string,
  above: StackText,
  telling: Telling,
  waiting: Part[],
): string {
  const cause = telling.chain ? read(error, "cause") : undefined;
  if (cause !== undefined && cause !== null)
    waiting.push({ value: cause, prefix: `\n${indent}[cause]: `, indent, above });
  const keys = keysOf(error);
  if (keys.length === 0) return "";
  const plain: string[] = [];
  const parts: Part[] = [];
  let left = "";
  const deeper = `${indent}    `;
  const nest = (value: unknown, label: string): void => {
    parts.unshift({ value, prefix: `\n${deeper}${label}: `, indent: deeper, above });
  };
  for (const key of keys) {
    if (TOLD_ELSEWHERE.has(key)) continue;
    const value = read(error, key);
    const label = `[${word(key)}]`;
    const list = listOf(value);
    const isHidden = HIDDEN.includes(key) && !Object.prototype.propertyIsEnumerable.call(error, key);
    if (list !== undefined && (isHidden || isError(list.items[0]))) {
      for (const [index, item] of list.items.entries()) nest(item, `${label}[${index}]`);
      if (list.left > 0) left += `\n    ... ${list.left} more in ${label}`;
    } else if (isHidden || isError(value)) nest(value, label);
    else plain.push(key);
  }
  waiting.push(...parts);
  return (plain.length === 0 ? "" : `\n    ${displayProperties(error, plain, 2)}`) + left;
}

function keysOf(error: object): string[] {
  try {
    const keys = Object.keys(error);
    // Hardly an error has one of them, which is found out faster by name.
    if (!("errors" in error || "error" in error || "suppressed" in error)) return keys;
    return keys.concat(HIDDEN.filter((key) => Object.hasOwn(error, key) && !keys.includes(key)));
  } catch {
    return [];
  }
}

/** An array as far as it is printed, read by index: what iterates it may be the array's own. */
function listOf(value: unknown): { readonly items: readonly unknown[]; readonly left: number } | undefined {
  try {
    if (!Array.isArray(value)) return undefined;
    const items = Array.from(
      { length: Math.min(value.length, MAX_LISTED) },
      (_, index): unknown => value[index],
    );
    return { items, left: value.length - items.length };
  } catch {
    return undefined;
  }
}
