import { safeDisplay } from "./display.ts";
import { throwsText } from "./inspect.ts";
import { quote } from "./quote.ts";

/**
 * Writes fields as they stand behind a message: ` userId=42 path="/a b"`, the space in front included; nothing
 * for no fields.
 *
 * Keys and values that are empty or hold spaces, quotes, `=` or control characters are put in quotes, so that the
 * pairs can be told apart by a program. A value that cannot be read says so in its place.
 *
 * @param fields Object whose own enumerable keys are the fields.
 * @param skip Names the keys to leave out.
 */
export function formatFields(fields: object, skip?: (key: string) => boolean): string {
  let text = "";
  for (const key of Object.keys(fields)) {
    if (skip?.(key)) continue;
    text += ` ${word(key)}=${word(fieldText(fields, key))}`;
  }
  return text;
}

function fieldText(fields: object, key: string): string {
  try {
    return safeDisplay((fields as Record<string, unknown>)[key]);
  } catch (error) {
    return throwsText(error);
  }
}

function word(text: string): string {
  return isPlain(text) ? text : quote(text, '"');
}

function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // Space and what comes before it, quote, equals sign.
    if (code < 33 || code === 34 || code === 61) return false;
    // DEL, C1 and the spaces and line separators beyond ASCII.
    if (code > 126 && (code < 161 || isWideSpace(code))) return false;
  }
  return text !== "";
}

function isWideSpace(code: number): boolean {
  return (code >= 0x2000 && code <= 0x206f) || code === 0x3000 || code === 0xfeff;
}
