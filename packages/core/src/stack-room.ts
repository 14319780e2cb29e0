// Near the end of the stack V8 ends the process when it compiles a regular expression for the first time, and Node's
// streams fail half-way. What could meet that asks for room first.

/** Calls within calls: more than a report needs, those of Node's own streams included. */
export const ROOM = 500;
/** So many after a failure that may have come of the stack. */
export const MORE_ROOM = 1500;

/**
 * Throws the engine's own error where the stack has no room to tell of trouble, so that it is reported further out,
 * where there is room; does nothing otherwise.
 *
 * @param calls How much room: {@link ROOM} or {@link MORE_ROOM}.
 */
export function needRoom(calls: number): void {
  if (calls > 0) needRoom(calls - 1);
}
