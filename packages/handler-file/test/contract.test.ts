import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { handlerContract } from "@log/core/testing";
import { describe, test } from "vitest";

import { FileHandler, WatchedFileHandler } from "../src/index.ts";

const newFile = (): string => join(mkdtempSync(join(tmpdir(), "log-")), "app.log");

const options = {
  written: ({ baseFilename }: FileHandler) => readFileSync(baseFilename, "utf8"),
  cleanup: ({ baseFilename }: FileHandler) => rmSync(dirname(baseFilename), { recursive: true, force: true }),
};

describe("FileHandler", () => {
  handlerContract(test, () => new FileHandler(newFile()), options);
});

describe("FileHandler with a buffer", () => {
  handlerContract(test, () => new FileHandler(newFile(), { bufferSize: 10_000 }), options);
});

describe("FileHandler with delay, in mode w", () => {
  handlerContract(test, () => new FileHandler(newFile(), { delay: true, mode: "w" }), {
    ...options,
    written: ({ baseFilename }) => {
      try {
        return readFileSync(baseFilename, "utf8");
      } catch {
        return "";
      }
    },
  });
});

describe("WatchedFileHandler", () => {
  handlerContract(test, () => new WatchedFileHandler(newFile()), options);
});
