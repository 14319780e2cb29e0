import { strftime } from "@log/formatter";

import type { Case, Json } from "../cases.ts";

/** `strftime` in the zone of this process. */
export function answer({ fmt, instant, utc }: Case): Json {
  return { text: strftime(fmt as string, new Date((instant as number) * 1000), { utc: utc as boolean }) };
}
