import { attempt, read } from "./attempt.ts";
import { escapeControls } from "./escape-controls.ts";
import { isError } from "./is-error.ts";
import { isWord } from "./word.ts";

const MAX_ITEMS = 20;
const MAX_TEXT = 500;

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
export function word(value: unknown): string {
  return isWord(value) ? value : display(value, 0);
}

function quoted(text: string): string {
  const shown = text.slice(0, MAX_TEXT).replaceAll("\\", "\\\\").replaceAll("'", "\\'");
  const more = text.length > MAX_TEXT ? `... ${text.length - MAX_TEXT} more characters` : "";
  return `'${escapeControls(shown)}'${more}`;
}
