import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import type { Handler } from "@log/core";
import { makeLogRecord } from "@log/core";
import type { BaseRotatingHandler } from "@log/handler-file";

import type { Json } from "../cases.ts";

/** A folder with files; `use` does its work there, and the folder is read when it is done. */
export async function inFolder(
  files: Json,
  use: (folder: string) => Json | Promise<Json>,
): Promise<{ files: Json; answers: Json }> {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "conformance-")));
  try {
    for (const [name, content] of files as [string, string][]) {
      fs.writeFileSync(path.join(folder, name), content, "latin1");
    }
    const answers = await use(folder);
    // A rollover that stopped half-way leaves its lock, to tell whoever is the next.
    const names = fs.readdirSync(folder).filter((name) => !name.startsWith(".app.log.lock"));
    const found = names.toSorted().map((name) => [name, fs.readFileSync(path.join(folder, name), "latin1")]);
    return { files: Object.fromEntries(found) as Json, answers };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes a line of its own. */
export function emit(handler: Handler, text: string): void {
  handler.handle(makeLogRecord({ msg: text }));
}

/** The message and nothing else, as CPython's formatter without a format. */
export const PLAIN = { format: (record: { getMessage(): string }): string => record.getMessage() };

const NAMERS: Readonly<Record<string, (name: string) => string>> = {
  end: (name) => `${name}.old`,
  number(name) {
    const [stem, end, ...number] = path.basename(name).split(".");
    return path.join(path.dirname(name), `${stem}.${number.join(".")}.${end}`);
  },
};

const ROTATORS: Readonly<Record<string, (source: string, dest: string) => void>> = {
  move: (source, dest) => fs.renameSync(source, dest),
  shout(source, dest) {
    const content = fs.readFileSync(source, "latin1");
    fs.writeFileSync(
      dest,
      content.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase()),
      "latin1",
    );
    fs.rmSync(source);
  },
};

/** Gives a handler the namer and rotator that a case names. */
export function setNames(handler: BaseRotatingHandler, namer: unknown, rotator?: unknown): void {
  if (typeof namer === "string") handler.namer = NAMERS[namer] ?? null;
  if (typeof rotator === "string") handler.rotator = ROTATORS[rotator] ?? null;
}
