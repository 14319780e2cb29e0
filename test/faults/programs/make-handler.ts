import fs from "node:fs";
import { basename, dirname, join } from "node:path";

import { Formatter } from "@log/formatter";
import { FileHandler, type FileHandlerOptions, WatchedFileHandler } from "@log/handler-file";
import { RotatingFileHandler, type RotatingFileHandlerOptions } from "@log/handler-rotating";
import { TimedRotatingFileHandler, type TimedRotatingFileHandlerOptions } from "@log/handler-timed";

import { CopyingHandler, RenamingHandler } from "./naive-handlers.ts";

const KINDS = {
  file: FileHandler,
  watched: WatchedFileHandler,
  rotating: RotatingFileHandler,
  timed: TimedRotatingFileHandler,
};

const NAIVE = { renames: RenamingHandler, copies: CopyingHandler };

/** Which handler a program is to log to, as JSON. */
export interface HandlerPlan {
  readonly kind: keyof typeof KINDS;
  readonly filename: string;
  readonly options?: FileHandlerOptions & RotatingFileHandlerOptions & TimedRotatingFileHandlerOptions;
  /**
   * Instead of the real time: where the clock begins, and how far it goes on at each look; or how many times as fast as
   * the real one it goes since then.
   */
  readonly clock?:
    | { readonly start: number; readonly step: number }
    | { readonly start: number; readonly speed: number };
  /** Names old files `old.log…`. */
  readonly hasNamer?: boolean;
  /** Has a formatter, which says of a line that it is ASCII: then its bytes are not counted. */
  readonly hasFormatter?: boolean;
  /** Renames by a function of its own. */
  readonly hasRotator?: boolean;
  /** Instead of ours: one that the checks are to find out. */
  readonly naive?: keyof typeof NAIVE;
}

/** How the names of old files begin that a namer gave. */
export const RENAMED = "old.log";

/** What that namer makes of a name. */
export function renamed(name: string): string {
  return join(dirname(name), basename(name).replace("app.log", RENAMED));
}

function clockOf(plan: NonNullable<HandlerPlan["clock"]>): () => number {
  if ("speed" in plan) return () => plan.start + (Date.now() - plan.start) * plan.speed;
  let now = plan.start;
  return () => (now += plan.step);
}

/** The handler of a plan. */
export function makeHandler({
  kind,
  filename,
  options = {},
  clock,
  ...plan
}: HandlerPlan): FileHandler | RenamingHandler | CopyingHandler {
  if (plan.naive !== undefined) return new NAIVE[plan.naive](filename, options);
  const all = clock === undefined ? options : { ...options, clock: clockOf(clock) };
  const Kind = KINDS[kind];
  const handler = new Kind(filename, all);
  if (plan.hasFormatter === true) handler.setFormatter(new Formatter("%(message)s"));
  if (plan.hasNamer === true) Object.assign(handler, { namer: renamed });
  if (plan.hasRotator === true) {
    Object.assign(handler, { rotator: (source: string, dest: string) => fs.renameSync(source, dest) });
  }
  return handler;
}
