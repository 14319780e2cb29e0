import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { handlerContract } from "@log/core/testing";
import { describe, test } from "vitest";

import { RotatingFileHandler } from "../src/index.ts";

const newFile = (): string => join(mkdtempSync(join(tmpdir(), "log-")), "app.log");

const options = {
  written: ({ baseFilename }: RotatingFileHandler) => {
    const folder = dirname(baseFilename);
    // The oldest first: the highest number, the earliest time, the file itself.
    const names = readdirSync(folder).toSorted((a, b) => order(a) - order(b) || a.localeCompare(b));
    return names.map((name) => readFileSync(join(folder, name), "utf8"));
  },
  cleanup: ({ baseFilename }: RotatingFileHandler) =>
    rmSync(dirname(baseFilename), { recursive: true, force: true }),
};

function order(name: string): number {
  return -Number(name.split(".")[2] ?? 0);
}

describe("RotatingFileHandler", () => {
  handlerContract(
    test,
    () => new RotatingFileHandler(newFile(), { maxBytes: 200, backupCount: 100 }),
    options,
  );
});

describe("RotatingFileHandler with a buffer", () => {
  handlerContract(
    test,
    () => new RotatingFileHandler(newFile(), { maxBytes: 200, backupCount: 100, bufferSize: 500 }),
    options,
  );
});

describe("RotatingFileHandler that shares its file", () => {
  handlerContract(
    test,
    () => new RotatingFileHandler(newFile(), { maxBytes: 200, backupCount: 100, multiProcess: true }),
    options,
  );
});
