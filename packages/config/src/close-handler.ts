import { Handler } from "@log/core";

/**
 * Closes a handler that is taken off, where it can be closed. Throws nothing, and a promise of `close()` that rejects
 * ends no process: the trouble goes to the handler's `handleError`, as in core's `shutdown()`.
 */
export function closeHandler(handler: Partial<Handler>): void {
  const failed = (error: unknown): void => {
    try {
      (handler.handleError ?? Handler.prototype.handleError).call(handler as Handler, undefined, error);
    } catch {
      // There is nobody left to tell.
    }
  };
  try {
    Promise.resolve(handler.close?.()).catch(failed);
  } catch (error) {
    failed(error);
  }
}
