import { allHandlers } from "./handler-registry.ts";
import { tell } from "./trouble.ts";

/** Has every handler write what it holds back. */
export function flushAll(): void {
  for (const handler of allHandlers()) {
    try {
      void Promise.resolve(handler.flush()).catch((error: unknown) => tell(handler, undefined, error));
    } catch (error) {
      tell(handler, undefined, error);
    }
  }
}
