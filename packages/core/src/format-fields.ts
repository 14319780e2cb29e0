import { safeDisplay, throwsText } from "./display.ts";
import { quoteUnlessWord } from "./quote.ts";

/**
 * Writes fields as they stand behind a message: ` userId=42 path="/a b"`, the space in front included; nothing
 * for no fields.
 *
 * Keys and values that are empty or hold spaces, quotes, `=` or control characters are put in quotes, so that a
 * program can tell the pairs apart. A value that cannot be read says so in its place.
 *
 * @param fields Object whose own enumerable keys are the fields.
 * @param skip Names the keys to leave out.
 */
export function formatFields(fields: object, skip?: (key: string) => boolean): string {
  let text = "";
  try {
    for (const key of Object.keys(fields)) {
      if (!skip?.(key))
        text += ` ${quoteUnlessWord(key, '"')}=${quoteUnlessWord(fieldText(fields, key), '"')}`;
    }
  } catch (error) {
    // Object.keys of a revoked proxy.
    text += ` ${throwsText(error)}`;
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
