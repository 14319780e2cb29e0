import fs from "node:fs";
import path from "node:path";

import { BUFFER, type Contestant, FILE, makeError, MEBIBYTE, type Start } from "../contestant.ts";

// The limit: a line of the same length that is there already, given to the operating system.

const TEXT = "2026-11-22 17:00:00,123 INFO app.worker request 123456 served in 42 ms\n";
const SITE = "2026-11-22 17:00:00,123 hand.js:123 log request 123456 served in 42 ms\n";
const JSON_LINE =
  '{"time":"2026-11-22T17:00:00.123Z","level":"INFO","logger":"app.worker","message":"request served",' +
  '"requestId":123456,"path":"/api/items?page=2","cached":false}\n';

function sync(line: string): Start {
  return (folder) => {
    const fd = fs.openSync(path.join(folder, FILE), "a");
    return { log: () => void fs.writeSync(fd, line), finish: () => fs.closeSync(fd) };
  };
}

function buffered(line: string): Start {
  return (folder) => {
    const fd = fs.openSync(path.join(folder, FILE), "a");
    let buffer = "";
    return {
      log() {
        buffer += line;
        if (buffer.length < BUFFER) return;
        fs.writeSync(fd, buffer);
        buffer = "";
      },
      finish() {
        fs.writeSync(fd, buffer);
        fs.closeSync(fd);
      },
    };
  };
}

const rolling: Start = (folder) => {
  const name = path.join(folder, FILE);
  let fd = fs.openSync(name, "a");
  let size = 0;
  return {
    log() {
      if (size + TEXT.length >= MEBIBYTE) {
        fs.closeSync(fd);
        for (let i = 4; i > 0; i--) {
          if (fs.existsSync(`${name}.${i}`)) fs.renameSync(`${name}.${i}`, `${name}.${i + 1}`);
        }
        fs.renameSync(name, `${name}.1`);
        fd = fs.openSync(name, "a");
        size = 0;
      }
      size += fs.writeSync(fd, TEXT);
    },
    finish: () => fs.closeSync(fd),
  };
};

function errorText(): string {
  let text = TEXT;
  for (let error: unknown = makeError(); error instanceof Error; error = error.cause)
    text += `${error.stack}\n`;
  return text;
}

export const contestant: Contestant = {
  text: sync(TEXT),
  "text-buffered": buffered(TEXT),
  json: sync(JSON_LINE),
  "json-buffered": buffered(JSON_LINE),
  "rolling-size": rolling,
  "call-site": sync(SITE),
  error: (folder, size) => sync(errorText())(folder, size),
  "fan-out": sync(TEXT),
};
