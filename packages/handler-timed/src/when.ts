import type { OptionCheck } from "@log/handler-file";

type Unit = "S" | "M" | "H" | "D" | "midnight" | "W0" | "W1" | "W2" | "W3" | "W4" | "W5" | "W6";

/** The unit of a schedule: `S M H D midnight W0`–`W6`, in any case. */
export type When = Unit | Lowercase<Unit> | Uppercase<Unit>;

/** What `when` must be. */
export const WHEN: OptionCheck = {
  kind: "string",
  must: "one of S, M, H, D, midnight, W0–W6",
  fits: (when: string) => /^(?:[SMHD]|MIDNIGHT|W[0-6])$/i.test(when),
  hint: (when) => (/^w/i.test(String(when)) ? " (W0 is Monday)" : ""),
};
