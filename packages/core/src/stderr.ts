import { runtime } from "./runtime.ts";

const watched = new WeakSet();

function ignore(): void {
  // A stderr whose reader went away cannot be told that it did.
}

/** Writes lines to stderr, or to the console where there is no process. Throws nothing. */
export function writeToStderr(text: string): void {
  try {
    const stderr = runtime.process?.stderr;
    if (!stderr) {
      runtime.console?.error(text.endsWith("\n") ? text.slice(0, -1) : text);
      return;
    }
    if (!watched.has(stderr)) {
      // Without a listener the error of a closed stderr would end the process.
      watched.add(stderr);
      stderr.on?.("error", ignore);
    }
    stderr.write(text);
  } catch {
    // Nothing is left to write to.
  }
}
