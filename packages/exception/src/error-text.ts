import { attempt, read } from "./attempt.ts";
import { display, word } from "./display.ts";
import type { Multiline } from "./escape-controls.ts";
import { isError } from "./is-error.ts";
import { readStack, type StackText } from "./stack-text.ts";

/** How an error is printed. */
export interface Telling {
  readonly multiline: Multiline;
  /** Whether the errors follow that `cause` leads to. */
  readonly chain: boolean;
  /** Prints an error without its properties, or its header alone. */
  show(stack: StackText, isHeader: boolean): string;
}

const MAX_ERRORS = 100;
const MAX_LISTED = 50;
const MAX_COUNTED = 20_000;

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
