import fs from "node:fs";
import path from "node:path";

import { settings } from "@log/core";
import { TimedRotatingFileHandler, type TimedRotatingFileHandlerOptions } from "@log/handler-timed";

import type { Case, Json } from "../cases.ts";
import { emit, inFolder, PLAIN, setNames } from "./folders.ts";

/** Simulated days: what is in the folder then, and when the next rollover was due after each step. */
export async function answer({ options, files, start, steps }: Case): Promise<Json> {
  settings.raiseExceptions = false;
  const { namer, atTime, ...rest } = options as Record<string, unknown>;
  return await inFolder(files!, (folder) => {
    const name = path.join(folder, "app.log");
    let now = start as number;
    const stamp = (): void => {
      if (fs.existsSync(name)) fs.utimesSync(name, now, now);
    };
    const open = (): TimedRotatingFileHandler => {
      const isNew = !fs.existsSync(name);
      const made = new TimedRotatingFileHandler(name, {
        ...(rest as TimedRotatingFileHandlerOptions),
        ...(atTime === null ? {} : { atTime: atTime as string }),
        clock: () => now * 1000,
      });
      made.setFormatter(PLAIN);
      setNames(made, namer);
      if (isNew) stamp();
      return made;
    };
    let handler = open();
    const answers = (steps as [string, number][]).map(([kind, instant], number) => {
      now = instant;
      if (kind === "open") {
        handler.close();
        handler = open();
      } else {
        emit(handler, `line ${number}`);
        stamp();
      }
      return handler.rolloverAt - (start as number);
    });
    handler.close();
    return answers;
  });
}
