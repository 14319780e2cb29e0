import type { Handler } from "@log/core";

/** The name of a file, which this runtime has not. */
export type FileName = string;

/** Refuses: this stands in for files where there are none, as in a browser. */
export function openFile(filename: FileName): Handler {
  throw new Error(
    `basicConfig: cannot log to ${JSON.stringify(String(filename))}: this runtime has no files; give stream or handlers`,
  );
}
