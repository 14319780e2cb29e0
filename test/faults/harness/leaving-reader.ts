import { join } from "node:path";

/** A reader of a process's stdout that takes one line and goes, and a file that is there once it has gone. */
export interface LeavingReader {
  /** What the process is started by. Its exit code is told on stderr as `code 0`. */
  readonly by: readonly string[];
  readonly gone: string;
}

/** `head -1`, with a sign that it has gone: until then its end of the pipe is open. */
export function headThatLeaves(folder: string): LeavingReader {
  const gone = join(folder, "gone");
  const script = `{ "$0" "$@"; echo "code $?" >&2; } | { head -1; exec <&-; : > ${gone}; }`;
  return { by: ["sh", "-c", script], gone };
}
