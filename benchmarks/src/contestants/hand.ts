import fs from "node:fs";
import path from "node:path";

import {
  BUFFER,
  type Contestant,
  FILE,
  makeError,
  MEBIBYTE,
  NAME,
  nullSink,
  type Run,
} from "../contestant.ts";

// What somebody writes who knows exactly what the line is and needs nothing else. A row is at most thirty lines, the
// functions that it calls included.

let second = 0;
let date = "";

function clock(): string {
  const now = Date.now();
  if (now - second >= 1000 || now < second) {
    second = now - (now % 1000);
    const local = new Date(second - new Date(second).getTimezoneOffset() * 60_000);
    date = local.toISOString().replace("T", " ").replace(".", ",").slice(0, 20);
  }
  const ms = now - second;
  return date + (ms < 10 ? `00${ms}` : ms < 100 ? `0${ms}` : ms);
}

function textLine(i: number): string {
  return `${clock()} INFO ${NAME} request ${i} served in ${i % 100} ms\n`;
}

let isoSecond = 0;
let isoDate = "";

function isoClock(): string {
  const now = Date.now();
  if (now - isoSecond >= 1000 || now < isoSecond) {
    isoSecond = now - (now % 1000);
    isoDate = new Date(now).toISOString().slice(0, -4);
  }
  const ms = now - isoSecond;
  return isoDate + (ms < 10 ? `00${ms}Z` : ms < 100 ? `0${ms}Z` : `${ms}Z`);
}

function jsonLine(i: number): string {
  const fields = { requestId: i, path: "/api/items?page=2", cached: false };
  return `{"time":"${isoClock()}","level":"INFO","logger":"${NAME}","message":"request served",${JSON.stringify(fields).slice(1)}\n`;
}

function sync(folder: string, makeLine: (i: number) => string): Run {
  const fd = fs.openSync(path.join(folder, FILE), "a");
  return { log: (i) => void fs.writeSync(fd, makeLine(i)), finish: () => fs.closeSync(fd) };
}

function buffered(folder: string, makeLine: (i: number) => string): Run {
  const fd = fs.openSync(path.join(folder, FILE), "a");
  let buffer = "";
  return {
    log(i) {
      buffer += makeLine(i);
      if (buffer.length < BUFFER) return;
      fs.writeSync(fd, buffer);
      buffer = "";
    },
    finish() {
      fs.writeSync(fd, buffer);
      fs.closeSync(fd);
    },
  };
}

function siteOf(_: unknown, [site]: NodeJS.CallSite[]): string {
  const file = site?.getFileName() ?? "";
  return `${file.slice(file.lastIndexOf("/") + 1)}:${site?.getLineNumber()} ${site?.getFunctionName()}`;
}

function siteLine(i: number): string {
  const { stackTraceLimit, prepareStackTrace } = Error;
  Error.stackTraceLimit = 1;
  Error.prepareStackTrace = siteOf;
  const site = { stack: "" };
  Error.captureStackTrace(site, siteLine);
  const line = `${clock()} ${site.stack} request ${i} served in ${i % 100} ms\n`;
  Error.stackTraceLimit = stackTraceLimit;
  Error.prepareStackTrace = prepareStackTrace;
  return line;
}

export const contestant: Contestant = {
  disabled() {
    const logger = { level: 30 };
    const file: string[] = [];
    return {
      log(i) {
        if (logger.level <= 10) file.push(`request ${i} served in ${i % 100} ms`);
      },
      finish() {},
    };
  },

  text: (folder) => sync(folder, textLine),
  "text-buffered": (folder) => buffered(folder, textLine),
  json: (folder) => sync(folder, jsonLine),
  "json-buffered": (folder) => buffered(folder, jsonLine),

  "rolling-size"(folder) {
    const name = path.join(folder, FILE);
    let fd = fs.openSync(name, "a");
    let size = 0;
    const log = (i: number): void => {
      const line = textLine(i);
      // ASCII: as many bytes as characters.
      if (size + line.length >= MEBIBYTE) {
        fs.closeSync(fd);
        for (let n = 4; n >= 0; n--) {
          const old = n === 0 ? name : `${name}.${n}`;
          if (fs.existsSync(old)) fs.renameSync(old, `${name}.${n + 1}`);
        }
        fd = fs.openSync(name, "a");
        size = 0;
      }
      size += fs.writeSync(fd, line);
    };
    return { log, finish: () => fs.closeSync(fd) };
  },

  "rolling-time"(folder) {
    const name = path.join(folder, FILE);
    let fd = fs.openSync(name, "a");
    let end = Infinity;
    const old: string[] = [];
    const log = (i: number): void => {
      const line = textLine(i);
      if (second >= end) {
        fs.closeSync(fd);
        old.push(`${name}.${line.slice(0, 19)}`);
        fs.renameSync(name, old.at(-1)!);
        if (old.length > 5) fs.unlinkSync(old.shift()!);
        fd = fs.openSync(name, "a");
      }
      end = second + 1000;
      fs.writeSync(fd, line);
    };
    return { log, finish: () => fs.closeSync(fd) };
  },

  // The call is the one in `sync`, of its `log`.
  "call-site": (folder) => sync(folder, siteLine),

  error(folder) {
    const fd = fs.openSync(path.join(folder, FILE), "a");
    const problem = makeError();
    return {
      log(i) {
        let text = `${clock()} ERROR ${NAME} request ${i} failed\n`;
        for (let error: unknown = problem; error instanceof Error; error = error.cause) {
          text += `${error.stack}\n`;
        }
        fs.writeSync(fd, text);
      },
      finish: () => fs.closeSync(fd),
    };
  },

  "fan-out"(folder) {
    const fd = fs.openSync(path.join(folder, FILE), "a");
    const sinks = [nullSink(), nullSink()];
    return {
      log(i) {
        const line = textLine(i);
        for (const sink of sinks) sink.write(line);
        fs.writeSync(fd, line);
      },
      finish: () => fs.closeSync(fd),
    };
  },
};
