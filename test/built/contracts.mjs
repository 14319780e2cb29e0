// The contract of every handler that is published, for the `test` of any runner on any runtime.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { ConsoleHandler, NullHandler, StreamHandler } from "@log/core";
import { handlerContract, ListHandler } from "@log/core/testing";
import { FileHandler, WatchedFileHandler } from "@log/handler-file";
import { RotatingFileHandler } from "@log/handler-rotating";
import { TimedRotatingFileHandler } from "@log/handler-timed";

/** A stream that keeps what is written to it. */
class MemoryStream {
  text = "";

  write(text) {
    this.text += text;
  }
}

const newFile = () => join(mkdtempSync(join(tmpdir(), "log-contract-")), "app.log");

const ofFile = {
  written: ({ baseFilename }) => (existsSync(baseFilename) ? readFileSync(baseFilename, "utf8") : ""),
  cleanup: ({ baseFilename }) => rmSync(dirname(baseFilename), { recursive: true, force: true }),
};

/** Of several files: the oldest first, which is the highest number or the earliest time, and last the file itself. */
const ofFiles = {
  ...ofFile,
  written({ baseFilename }) {
    const folder = dirname(baseFilename);
    const age = (name) => (name === "app.log" ? -1 : Number(/^app\.log\.(\d{1,3})$/u.exec(name)?.[1] ?? 0));
    const names = readdirSync(folder).filter((name) => name.startsWith("app.log") && !name.endsWith(".lock"));
    const oldestFirst = names.toSorted((a, b) => age(b) - age(a) || a.localeCompare(b));
    return oldestFirst.map((name) => readFileSync(join(folder, name), "utf8"));
  },
};

const METHODS = ["debug", "info", "warn", "error"];
let said = [];
let own = {};

const onConsole = {
  written: () => said,
  cleanup: () => void Object.assign(console, own),
};

function newConsoleHandler() {
  said = [];
  own = Object.fromEntries(METHODS.map((name) => [name, console[name]]));
  for (const name of METHODS) console[name] = (text) => void said.push(text);
  return new ConsoleHandler();
}

const rolling = { maxBytes: 200, backupCount: 100 };
const everySecond = { when: "S", backupCount: 100 };

/** What makes a handler, and what the contract has to be told of it. */
const handlers = {
  StreamHandler: [() => new StreamHandler(new MemoryStream()), { written: ({ stream }) => stream.text }],
  ConsoleHandler: [newConsoleHandler, onConsole],
  NullHandler: [() => new NullHandler(), { discards: true }],
  ListHandler: [() => new ListHandler(), { written: ({ output }) => output }],
  FileHandler: [() => new FileHandler(newFile()), ofFile],
  "FileHandler, buffered": [() => new FileHandler(newFile(), { bufferSize: 10_000 }), ofFile],
  "FileHandler, delayed, in mode w": [() => new FileHandler(newFile(), { delay: true, mode: "w" }), ofFile],
  WatchedFileHandler: [() => new WatchedFileHandler(newFile()), ofFile],
  RotatingFileHandler: [() => new RotatingFileHandler(newFile(), rolling), ofFiles],
  "RotatingFileHandler, buffered": [
    () => new RotatingFileHandler(newFile(), { ...rolling, bufferSize: 500 }),
    ofFiles,
  ],
  "RotatingFileHandler that shares its file": [
    () => new RotatingFileHandler(newFile(), { ...rolling, multiProcess: true }),
    ofFiles,
  ],
  TimedRotatingFileHandler: [() => new TimedRotatingFileHandler(newFile(), everySecond), ofFiles],
  "TimedRotatingFileHandler, buffered": [
    () => new TimedRotatingFileHandler(newFile(), { ...everySecond, bufferSize: 500 }),
    ofFiles,
  ],
  "TimedRotatingFileHandler that shares its file": [
    () => new TimedRotatingFileHandler(newFile(), { ...everySecond, multiProcess: true }),
    ofFiles,
  ],
};

/** Registers the contract for each handler, whose name stands before the titles. */
export function registerContracts(test) {
  for (const [name, [make, options]] of Object.entries(handlers)) {
    handlerContract((title, run) => test(`${name}: ${title}`, run), make, options);
  }
}
