import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { handlerContract } from "@log/core/testing";
import { describe, test } from "vitest";

import { TimedRotatingFileHandler } from "../src/index.ts";

const newFile = (): string => join(mkdtempSync(join(tmpdir(), "log-")), "app.log");

const options = {
  written: ({ baseFilename }: TimedRotatingFileHandler) => {
    const folder = dirname(baseFilename);
    // The oldest first: the highest number, the earliest time, the file itself.
    const names = readdirSync(folder).toSorted((a, b) => order(a) - order(b) || a.localeCompare(b));
    return names.map((name) => readFileSync(join(folder, name), "utf8"));
  },
  cleanup: ({ baseFilename }: TimedRotatingFileHandler) =>
    rmSync(dirname(baseFilename), { recursive: true, force: true }),
};

function order(name: string): number {
  return name === "app.log" ? 1 : 0;
}

describe("TimedRotatingFileHandler", () => {
  handlerContract(
    test,
    () => new TimedRotatingFileHandler(newFile(), { when: "S", backupCount: 100 }),
    options,
  );
});

describe("TimedRotatingFileHandler with a buffer", () => {
  handlerContract(
    test,
    () => new TimedRotatingFileHandler(newFile(), { when: "S", backupCount: 100, bufferSize: 500 }),
    options,
  );
});

describe("TimedRotatingFileHandler that shares its file", () => {
  handlerContract(
    test,
    () => new TimedRotatingFileHandler(newFile(), { when: "S", backupCount: 100, multiProcess: true }),
    options,
  );
});
