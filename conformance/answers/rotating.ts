import path from "node:path";

import { settings } from "@log/core";
import { RotatingFileHandler } from "@log/handler-rotating";

import type { Case, Json } from "../cases.ts";
import { emit, inFolder, PLAIN, setNames } from "./folders.ts";

type Step = readonly [kind: string, ...rest: Json[]];

/** A handler's steps over a folder of files: what is in the folder then. */
export async function answer({ files, steps }: Case): Promise<Json> {
  settings.raiseExceptions = false;
  return await inFolder(files!, (folder) => {
    const answers: Json[] = [];
    let handler: RotatingFileHandler | undefined;
    (steps as unknown as Step[]).forEach(([kind, first, second], number) => {
      if (kind === "open") {
        handler?.close();
        handler = undefined;
        const { namer, rotator, ...options } = first as Record<string, unknown>;
        try {
          handler = new RotatingFileHandler(path.join(folder, "app.log"), options);
          handler.setFormatter(PLAIN);
          setNames(handler, namer, rotator);
        } catch {
          answers.push([number, "refused"]);
        }
      } else if (handler === undefined) return;
      else if (kind === "write") emit(handler, `${number}${(first as string).repeat(second as number)}`);
      else if (kind === "close") handler.close();
      else if (kind === "roll") {
        try {
          handler.doRollover();
        } catch {
          answers.push([number, "refused"]);
        }
      } else {
        handler.maxBytes = first as number;
        handler.backupCount = second as number;
      }
    });
    handler?.close();
    return answers;
  });
}
