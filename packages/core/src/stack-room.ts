/** More calls than a report needs, those of Node's own streams included. */
const FRAMES_OF_A_REPORT = 500;

/**
 * Throws the engine's own error where the stack has no room to tell of trouble, so that it is told further out,
 * where there is room; does nothing otherwise.
 *
 * @param times How much room: more of it after a failure that may have come of the stack.
 */
export function needRoom(times: number): void {
  descend(FRAMES_OF_A_REPORT * times);
}

function descend(frames: number): void {
  if (frames > 0) descend(frames - 1);
}
