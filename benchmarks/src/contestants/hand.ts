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

// What somebody writes who knows exactly what the line is and needs nothing else: at most thirty lines a row,
// those of `clock` included.

let second = 0;
let date = "";

function two(n: number): string {
  return String(n).padStart(2, "0");
}

function clock(): string {
  const now = Date.now();
  if (now - second >= 1000 || now < second) {
    second = now - (now % 1000);
    const d = new Date(now);
    date = `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())},`;
  }
  const ms = now - second;
  return ms < 10 ? `${date}00${ms}` : ms < 100 ? `${date}0${ms}` : date + ms;
}

function textLine(i: number): string {
  return `${clock()} INFO ${NAME} request ${i} served in ${i % 100} ms\n`;
}

function jsonLine(i: number): string {
  const time = `${clock().slice(0, -4).replace(" ", "T")}.${String(Date.now() % 1000).padStart(3, "0")}Z`;
  const fields = { requestId: i, path: "/api/items?page=2", cached: false };
  return `${JSON.stringify({ time, level: "INFO", logger: NAME, message: "request served", ...fields })}\n`;
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
    return {
      log(i) {
        const line = textLine(i);
        // ASCII: as many bytes as characters.
        if (size + line.length >= MEBIBYTE) {
          fs.closeSync(fd);
          for (let n = 4; n > 0; n--) {
            if (fs.existsSync(`${name}.${n}`)) fs.renameSync(`${name}.${n}`, `${name}.${n + 1}`);
          }
          fs.renameSync(name, `${name}.1`);
          fd = fs.openSync(name, "a");
          size = 0;
        }
        size += fs.writeSync(fd, line);
      },
      finish: () => fs.closeSync(fd),
    };
  },

  "call-site"(folder) {
    const fd = fs.openSync(path.join(folder, FILE), "a");
    function info(text: string): void {
      const limit = Error.stackTraceLimit;
      Error.stackTraceLimit = 1;
      const site = { stack: "" };
      Error.captureStackTrace(site, info);
      const { stack } = site;
      Error.stackTraceLimit = limit;
      // `    at Object.log (file:///folder/hand.js:12:34)`
      const open = stack.lastIndexOf(" (");
      const name = stack.slice(stack.lastIndexOf(" ", open - 1) + 1, open);
      const file = stack.slice(stack.lastIndexOf("/") + 1, stack.lastIndexOf(":"));
      fs.writeSync(fd, `${clock()} ${file} ${name.slice(name.lastIndexOf(".") + 1)} ${text}\n`);
    }
    return {
      log(i) {
        info(`request ${i} served in ${i % 100} ms`);
      },
      finish: () => fs.closeSync(fd),
    };
  },

  error(folder) {
    const fd = fs.openSync(path.join(folder, FILE), "a");
    const problem = makeError();
    return {
      log(i) {
        let text = `${clock()} ERROR ${NAME} request ${i} failed`;
        for (let error: unknown = problem; error instanceof Error; error = error.cause) {
          text += `\n${error.stack}`;
        }
        fs.writeSync(fd, `${text}\n`);
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
