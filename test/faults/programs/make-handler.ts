import { FileHandler, type FileHandlerOptions, WatchedFileHandler } from "@log/handler-file";
import { RotatingFileHandler, type RotatingFileHandlerOptions } from "@log/handler-rotating";
import { TimedRotatingFileHandler, type TimedRotatingFileHandlerOptions } from "@log/handler-timed";

const KINDS = {
  file: FileHandler,
  watched: WatchedFileHandler,
  rotating: RotatingFileHandler,
  timed: TimedRotatingFileHandler,
};

/** Which handler a program is to log to, as JSON. */
export interface HandlerPlan {
  readonly kind: keyof typeof KINDS;
  readonly filename: string;
  readonly options?: FileHandlerOptions & RotatingFileHandlerOptions & TimedRotatingFileHandlerOptions;
  /** Instead of the real time: where the clock begins, and how far it goes on at each look. */
  readonly clock?: { readonly start: number; readonly step: number };
}

/** The handler of a plan. */
export function makeHandler({ kind, filename, options = {}, clock }: HandlerPlan): FileHandler {
  let now = clock?.start ?? 0;
  const tick = (): number => (now += clock?.step ?? 0);
  const all = clock === undefined ? options : { ...options, clock: tick };
  const Kind = KINDS[kind];
  return new Kind(filename, all);
}
