import { runtime } from "./runtime.ts";
import { MORE_ROOM, needRoom } from "./stack-room.ts";

const watched = new WeakSet();

function ignore(): void {
  // A stderr whose reader went away cannot be told that it did.
}

/**
 * Writes whole lines to stderr, or to the console where there is no process.
 *
 * @throws {RangeError} The engine's own, where the stack has no room for it; nothing else.
 */
export function writeToStderr(text: string): void {
  try {
    const stderr = runtime.process?.stderr;
    if (!stderr) {
      // Which ends a line by itself.
      runtime.console?.error(text.slice(0, -1));
      return;
    }
    if (!watched.has(stderr)) {
      // Without a listener the error of a closed stderr would end the process.
      watched.add(stderr);
      stderr.on?.("error", ignore);
    }
    stderr.write(text);
  } catch {
    // Nothing is left to write to, or there is no room for it.
    needRoom(MORE_ROOM);
  }
}
