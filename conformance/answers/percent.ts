import { formatMessage } from "@log/core";

import { type Case, decode, type Json } from "../cases.ts";

/** `formatMessage(template, arguments)`. */
export function answer({ template, args }: Case): Json {
  try {
    return { text: formatMessage(template as string, decode(args) as object) };
  } catch (error) {
    return { refused: (error as Error).message };
  }
}
