import { spawnSync } from "node:child_process";
import fs, {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

import { afterEach, expect, test, vi } from "vitest";

import { TimedRotatingFileHandler, type TimedRotatingFileHandlerOptions } from "../src/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { record, systemError, troublesOf } from "./testing-handler.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

// A Sunday, before any file of these tests was made: the birth of a file is never before it.
const NOON = Date.parse("2023-11-19T12:00:00Z");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Made {
  handler: TimedRotatingFileHandler;
  folder: string;
  file: string;
  troubles: Error[];
  log: (...messages: string[]) => void;
  /** What is in the folder, without the beginning of the names that all have. */
  files: () => Record<string, string>;
  clock: { now: number };
}

function make(
  options: TimedRotatingFileHandlerOptions = {},
  before: Record<string, string> = {},
  folder: string = temporaryFolder(),
): Made {
  const file = join(folder, "app.log");
  for (const [name, text] of Object.entries(before)) {
    writeFileSync(join(folder, name), text);
    utimesSync(join(folder, name), NOON / 1000, NOON / 1000);
  }
  const clock = { now: NOON };
  const handler = new TimedRotatingFileHandler(file, { utc: true, clock: () => clock.now, ...options });
  const log = (...messages: string[]): void => {
    for (const message of messages) handler.handle(record(message));
  };
  const files = (): Record<string, string> =>
    Object.fromEntries(
      readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => [name.replace(/^app\.log\.?/, ""), readFileSync(join(folder, name), "utf8")]),
    );
  return { handler, folder, file, troubles: troublesOf(handler), log, files, clock };
}

test.each<[TimedRotatingFileHandlerOptions, number, string]>([
  [{ when: "S" }, 1000, "2023-11-19_12-00-00"],
  [{ when: "s", interval: 5 }, 5000, "2023-11-19_12-00-00"],
  [{ when: "M" }, 60_000, "2023-11-19_12-00"],
  [{}, HOUR, "2023-11-19_12"],
  [{ when: "h", interval: 5 }, 5 * HOUR, "2023-11-19_12"],
  [{ when: "D" }, DAY, "2023-11-19"],
  [{ when: "midnight" }, 12 * HOUR, "2023-11-19"],
  [{ when: "MIDNIGHT", interval: 2 }, 12 * HOUR + DAY, "2023-11-19"],
  [{ when: "midnight", atTime: "13:30" }, 1.5 * HOUR, "2023-11-18"],
  [{ when: "midnight", atTime: { hour: 13, minute: 30 } }, 1.5 * HOUR, "2023-11-18"],
  [{ when: "W6" }, 12 * HOUR, "2023-11-13"],
  [{ when: "w0" }, 12 * HOUR + DAY, "2023-11-14"],
  [{ when: "W1" }, 12 * HOUR + 2 * DAY, "2023-11-15"],
  [{ when: "W2" }, 12 * HOUR + 3 * DAY, "2023-11-16"],
  [{ when: "W3" }, 12 * HOUR + 4 * DAY, "2023-11-17"],
  [{ when: "W4" }, 12 * HOUR + 5 * DAY, "2023-11-18"],
  [{ when: "W5" }, 12 * HOUR + 6 * DAY, "2023-11-19"],
  [{ when: "W5", atTime: "12:00" }, 6 * DAY, "2023-11-18"],
])("with %j the file rolls over after %d ms, to %s", (options, after, name) => {
  const { handler, log, files, clock } = make(options);
  expect(handler.rolloverAt * 1000).toBe(NOON + after);
  log("one");
  clock.now = NOON + after - 1;
  log("two");
  expect(files()).toEqual({ "": "one\ntwo\n" });
  clock.now = NOON + after;
  log("three");
  expect(files()).toEqual({ "": "three\n", [name]: "one\ntwo\n" });
});

test("in local time the name is of the wall clock", () => {
  const { handler, log, files, clock } = make({ when: "midnight", utc: false });
  const midnight = new Date(2023, 10, 20).getTime();
  expect(new Date(NOON).getDate()).toBe(19);
  expect(handler.rolloverAt * 1000).toBe(midnight);
  log("one");
  clock.now = midnight;
  log("two");
  expect(files()).toEqual({ "": "two\n", "2023-11-19": "one\n" });
});

test("the next rollover is planned from the last, and is due only with a record", () => {
  const { handler, log, files, clock } = make({ when: "H" });
  log("one");
  clock.now += 1.5 * HOUR;
  log("two");
  expect(handler.rolloverAt * 1000).toBe(NOON + 2.5 * HOUR);
  clock.now = NOON + 10 * HOUR;
  handler.flush();
  expect(Object.keys(files())).toEqual(["", "2023-11-19_12"]);
  log("three");
  expect(files()).toEqual({ "": "three\n", "2023-11-19_12": "one\n", "2023-11-19_13": "two\n" });
});

test("a file without records is rolled over as well", () => {
  const { log, files, clock } = make({ when: "H" });
  clock.now += HOUR;
  log("one");
  expect(files()).toEqual({ "": "one\n", "2023-11-19_12": "" });
});

test("a delayed file that is not there leaves no old one", () => {
  const { log, files, clock } = make({ when: "H", delay: true });
  clock.now += HOUR;
  log("one");
  expect(files()).toEqual({ "": "one\n" });
});

test("a file that is there is planned from its last write, also when it is rolled over at once", () => {
  const { handler, log, files, clock } = make({ when: "H", delay: true }, { "app.log": "before\n" });
  expect(handler.rolloverAt * 1000).toBe(NOON + HOUR);
  clock.now += 5 * HOUR;
  const later = make({ when: "H", clock: () => clock.now }, {}, dirname(handler.baseFilename));
  expect(later.handler.rolloverAt * 1000).toBe(NOON + HOUR);
  log("one");
  expect(files()).toEqual({ "": "one\n", "2023-11-19_12": "before\n" });
});

test.each<[string, Partial<fs.Stats>, number]>([
  [
    "its birth counts where it is before its last write",
    { birthtimeMs: NOON - DAY, mtimeMs: NOON - HOUR },
    NOON - DAY,
  ],
  [
    "its last write counts where its birth is not known",
    { birthtimeMs: 0, mtimeMs: NOON - HOUR },
    NOON - HOUR,
  ],
  [
    "its last write counts where its birth is later",
    { birthtimeMs: NOON, mtimeMs: NOON - HOUR },
    NOON - HOUR,
  ],
  [
    "a fraction of a second of its last write does not count",
    { birthtimeMs: 0, mtimeMs: NOON - HOUR + 999.75 },
    NOON - HOUR,
  ],
  [
    "a fraction of a second of its birth does not count",
    { birthtimeMs: NOON - DAY + 500.5, mtimeMs: NOON - HOUR },
    NOON - DAY,
  ],
  ["now counts where it comes from the future", { birthtimeMs: NOON + DAY, mtimeMs: NOON + DAY }, NOON],
])("of a file that is there, %s", (_what, times, begun) => {
  const folder = temporaryFolder();
  const real = fs.statSync(".");
  vi.spyOn(fs, "statSync").mockReturnValue(Object.assign(real, times));
  const { handler } = make({ when: "D", delay: true }, { "app.log": "" }, folder);
  expect(handler.rolloverAt * 1000).toBe(begun + DAY);
});

/** Has the file system tell births as we say, since nobody can set the birth of a real file. */
function tellBirths(birthOf: (inode: number) => number): void {
  const real = fs.statSync;
  vi.spyOn(fs, "statSync").mockImplementation((...args: Parameters<typeof fs.statSync>) => {
    const stat = real(...args) as fs.Stats;
    return Object.assign(stat, { birthtimeMs: birthOf(stat.ino) });
  });
}

/** Each hour from noon on a process opens the file, writes one line, and ends. What is there after some hours. */
function restartHourly(hours: number, isBirthKnown: boolean): Record<string, string> {
  const folder = temporaryFolder();
  const file = join(folder, "app.log");
  const births = new Map<number, number>();
  tellBirths((inode) => (isBirthKnown ? (births.get(inode) ?? 0) : 0));
  let files: Record<string, string> = {};
  for (let now = NOON; now < NOON + hours * HOUR; now += HOUR) {
    const made = make({ when: "D", clock: () => now }, {}, folder);
    made.log(`${(now - NOON) / HOUR}`);
    made.handler.close();
    utimesSync(file, now / 1000, now / 1000);
    const { ino } = fs.statSync(file);
    if (!births.has(ino)) births.set(ino, now);
    files = made.files();
  }
  return files;
}

test("a process that is restarted each hour rolls over each day", () => {
  const linesOf = (from: number, count: number): string =>
    Array.from({ length: count }, (_, index) => `${from + index}\n`).join("");
  expect(restartHourly(49, true)).toEqual({
    "2023-11-19": linesOf(0, 24),
    "2023-11-20": linesOf(24, 24),
    "": linesOf(48, 1),
  });
});

test("where no birth is known, each restart puts the rollover off, as in CPython", () => {
  expect(Object.keys(restartHourly(49, false))).toEqual([""]);
});

test("the birth that the system tells of a real file counts against its last write", ({ skip }) => {
  const folder = temporaryFolder();
  const file = join(folder, "app.log");
  writeFileSync(file, "");
  const born = fs.statSync(file).birthtimeMs;
  const reason = "this file system tells no birth of a file";
  if (born === 0) process.stdout.write(`not tried: the birth of a real file; ${reason}\n`);
  skip(born === 0, reason);
  const rolloverAfter = (written: number): number => {
    utimesSync(file, written / 1000, written / 1000);
    const options = { when: "D", delay: true, clock: () => born + 10 * DAY } as const;
    return make(options, {}, folder).handler.rolloverAt * 1000;
  };
  const wholeSecond = Math.floor(born / 1000) * 1000;
  expect(rolloverAfter(born + DAY)).toBe(wholeSecond + DAY);
  expect(rolloverAfter(wholeSecond - DAY)).toBe(wholeSecond);
});

test("a file that is not there is begun by the clock of the handler, whatever the file system's clock shows", () => {
  const ahead = Date.parse("2199-01-01T00:00:00Z");
  const { handler } = make({ when: "H", clock: () => ahead });
  expect(handler.rolloverAt * 1000).toBe(ahead + HOUR);
});

test("a file that mode w empties is begun now", () => {
  const { handler, clock } = make(
    { when: "H", mode: "w", clock: () => NOON + 5 * HOUR },
    { "app.log": "before\n" },
  );
  expect(handler.rolloverAt * 1000).toBe(NOON + 6 * HOUR);
  expect(clock.now).toBe(NOON);
});

test("of the old files the newest are kept", () => {
  const { log, files, clock } = make({ when: "H", backupCount: 2 });
  for (const message of ["12", "13", "14", "15", "16"]) {
    log(message);
    clock.now += HOUR;
  }
  expect(files()).toEqual({ "": "16\n", "2023-11-19_14": "14\n", "2023-11-19_15": "15\n" });
});

test("with backupCount 0 all old files are kept", () => {
  const { handler, log, files, clock } = make({ when: "H" });
  for (let hour = 0; hour < 5; hour++) {
    log("one");
    clock.now += HOUR;
  }
  expect(Object.keys(files())).toHaveLength(5);
  expect(handler.backupCount).toBe(0);
});

test("only files whose names the handler gives are deleted", () => {
  const own = ["2023-11-01", "2023-11-02", "2023-11-02.1", "2023-11-02.2", "2023-11-02.10", "2023-11-03"];
  const foreign = [
    "2023-11-01.gz",
    "2023-11-01x",
    "x2023-11-01",
    "12023-11-01",
    "2023-11-01_10",
    "2023-11-31",
    "2023-13-01",
    "2023-11-01.01",
    "2023-11-01.0",
    "2023-11-01.1.1",
    "2023-11-01.1x",
    "1",
    "bak",
  ].map((name) => `app.log.${name}`);
  const others = ["app.log2023-11-01", "app.logs.2023-11-01", "xapp.log.2023-11-01", "2023-11-01"];
  const before = Object.fromEntries(
    [...own.map((name) => `app.log.${name}`), ...foreign, ...others].map((name) => [name, ""]),
  );
  const { handler, folder } = make({ when: "D", backupCount: 1 }, before);
  mkdirSync(join(folder, "app.log.2023-10-01"));
  expect(handler.getFilesToDelete()).toEqual(own.slice(0, -1).map((name) => join(folder, `app.log.${name}`)));
});

test("a namer's own number at the end is part of the name", () => {
  const names = ["2023-11-01.7", "2023-11-01.7.1", "2023-11-02.7", "2023-11-03.7", "2023-11-03.8"];
  const before = Object.fromEntries(names.map((name) => [`app.log.${name}`, ""]));
  const { handler, file } = make({ when: "D", backupCount: 1 }, before);
  handler.namer = (name) => `${name}.7`;
  expect(handler.getFilesToDelete()).toEqual(names.slice(0, 3).map((name) => `${file}.${name}`));
});

test("an old file that somebody else removes first is no trouble", () => {
  const { handler, log, files, file, clock, troubles } = make({ when: "H", backupCount: 1 });
  const find = handler.getFilesToDelete.bind(handler);
  handler.getFilesToDelete = () => {
    const found = find();
    for (const name of found) rmSync(name);
    return [...found, `${file}.2023-11-19_01`];
  };
  for (const message of ["a", "b", "c"]) {
    log(message);
    clock.now += HOUR;
  }
  expect(files()).toEqual({ "": "c\n", "2023-11-19_13": "b\n" });
  expect(troubles).toEqual([]);
});

test.each([
  [0, 3],
  [1, 2],
  [2, 1],
  [3, 0],
  [4, 0],
])("with backupCount %d, of three old files %d are too many", (backupCount, count) => {
  const { handler } = make(
    { when: "D", backupCount },
    { "app.log.2023-11-01": "", "app.log.2023-11-02": "", "app.log.2023-11-03": "" },
  );
  expect(handler.getFilesToDelete()).toHaveLength(count);
});

// After Lib/test/test_logging.py, TimedRotatingFileHandlerTest.test_compute_files_to_delete.
test("with a namer, old files are those that it names, of this file and not of another", () => {
  const folder = temporaryFolder();
  const prefixes = ["a.b", "a.b.c", "d.e", "d.e.f", "g"];
  const times = Array.from({ length: 10 }, (_, index) => new Date(NOON + index * 5000)).map((date) =>
    date.toISOString().slice(0, 19).replace("T", "_").replaceAll(":", "-"),
  );
  const nameOf = (prefix: string, time: string): string =>
    prefix.startsWith("a.b")
      ? `${prefix}.log.${time}`
      : prefix === "g"
        ? `g${time}.oldlog`
        : `${prefix}.${time}.log`;
  for (const prefix of prefixes) {
    for (const time of times) writeFileSync(join(folder, nameOf(prefix, time)), "");
  }
  for (const prefix of prefixes) {
    const handler = new TimedRotatingFileHandler(join(folder, `${prefix}.log`), {
      when: "s",
      interval: 5,
      backupCount: 7,
      delay: true,
      clock: () => NOON,
    });
    troublesOf(handler);
    if (prefix.startsWith("d.e")) {
      handler.namer = (name) => join(dirname(name), `${basename(name).replace(".log", "")}.log`);
    }
    if (prefix === "g") handler.namer = (name) => join(dirname(name), `g${basename(name).slice(6)}.oldlog`);
    expect(
      handler.getFilesToDelete().map((name) => basename(name)),
      prefix,
    ).toEqual(times.slice(0, 3).map((time) => nameOf(prefix, time)));
  }
});

test("namer and rotator are used, and what they made is deleted when it is too old", () => {
  const { handler, log, files, clock } = make({ when: "H", backupCount: 1 });
  handler.namer = (name) => `${name}.old`;
  handler.rotator = (source, dest) => {
    writeFileSync(dest, readFileSync(source, "utf8").toUpperCase());
    rmSync(source);
  };
  for (const message of ["a", "b", "c"]) {
    log(message);
    clock.now += HOUR;
  }
  expect(files()).toEqual({ "": "c\n", "2023-11-19_13.old": "B\n" });
});

test("a suffix of one's own names the old files, and finds them", () => {
  const { handler, log, files, clock } = make({ when: "H", backupCount: 1 });
  handler.suffix = "%H Uhr am %d.%m.%y %Y";
  for (const message of ["a", "b", "c"]) {
    log(message);
    clock.now += HOUR;
  }
  expect(files()).toEqual({ "": "c\n", "13 Uhr am 19.11.%y 2023": "b\n" });
});

test("an old file's name that is taken is not overwritten, and the schedule goes on", () => {
  const { log, files, clock } = make(
    { when: "H" },
    { "app.log.2023-11-19_12": "taken\n", "app.log.2023-11-19_12.1": "too\n" },
  );
  log("one");
  clock.now += HOUR;
  log("two");
  clock.now += HOUR;
  log("three");
  expect(files()).toEqual({
    "": "three\n",
    "2023-11-19_12": "taken\n",
    "2023-11-19_12.1": "too\n",
    "2023-11-19_12.2": "one\n",
    "2023-11-19_13": "two\n",
  });
});

// Windows lets few users make symbolic links.
test.skipIf(process.platform === "win32")(
  "a directory at the old file's name is no hindrance, a symbolic link is replaced",
  () => {
    const { log, file, folder, clock } = make({ when: "H" });
    const outside = join(folder, "outside");
    writeFileSync(outside, "mine\n");
    symlinkSync(outside, `${file}.2023-11-19_12`);
    log("one");
    clock.now += HOUR;
    mkdirSync(`${file}.2023-11-19_13`);
    log("two");
    expect(() => readlinkSync(`${file}.2023-11-19_12`)).toThrow("EINVAL");
    expect(readFileSync(outside, "utf8")).toBe("mine\n");
    clock.now += HOUR;
    log("three");
    expect(readFileSync(`${file}.2023-11-19_13.1`, "utf8")).toBe("two\n");
  },
);

test("the time of a file counts that is opened, not of one that another process moves away just before", () => {
  const folder = temporaryFolder();
  const file = join(folder, "app.log");
  const open = fs.openSync;
  const spy = vi.spyOn(fs, "openSync").mockImplementation((...args) => {
    spy.mockRestore();
    renameSync(file, `${file}.2023-11-19_06`);
    writeFileSync(file, "new\n");
    return open(...args);
  });
  writeFileSync(file, "old\n");
  utimesSync(file, NOON / 1000 - 18_000, NOON / 1000 - 18_000);
  const handler = new TimedRotatingFileHandler(file, { utc: true, clock: () => NOON });
  expect(handler.rolloverAt * 1000).toBe(NOON + HOUR);
});

test("a file from the future does not push the newest out", () => {
  const { log, files, clock } = make({ when: "H", backupCount: 1 }, { "app.log.2099-01-01_00": "wrong\n" });
  log("one");
  clock.now += HOUR;
  log("two");
  expect(files()).toEqual({ "": "two\n", "2023-11-19_12": "one\n", "2099-01-01_00": "wrong\n" });
});

test("files from the future do not push out what is kept, and count when their time has come", () => {
  const wrong = { "app.log.2023-11-19_16": "wrong\n", "app.log.2023-11-19_17": "wrong\n" };
  const { log, files, clock } = make({ when: "H", backupCount: 2 }, wrong);
  for (const message of ["a", "b", "c", "d"]) {
    log(message);
    clock.now += HOUR;
  }
  expect(Object.keys(files()).toSorted()).toEqual([
    "",
    "2023-11-19_13",
    "2023-11-19_14",
    "2023-11-19_16",
    "2023-11-19_17",
  ]);
  for (const message of ["e", "f", "g"]) {
    log(message);
    clock.now += HOUR;
  }
  expect(files()).toEqual({ "": "g\n", "2023-11-19_17": "wrong\n", "2023-11-19_17.1": "f\n" });
});

test("a lock of a process that is gone, which moved nothing, is gone after a record", () => {
  const { log, folder } = make({ when: "H", multiProcess: true });
  symlinkSync("- - unfinished", join(folder, ".app.log.lock"));
  log("a");
  expect(readdirSync(folder)).toEqual(["app.log"]);
});

test("a rotator that throws leaves no copies behind", () => {
  const { handler, log, files, clock } = make({ when: "H", backupCount: 1 });
  handler.rotator = (source, dest) => {
    writeFileSync(dest, readFileSync(source, "utf8").slice(0, 1));
    throw new Error("no room");
  };
  log("a");
  clock.now += HOUR;
  for (const message of ["b", "c"]) {
    log(message);
    clock.now += 1000;
  }
  expect(files()).toEqual({ "": "a\nb\nc\n" });
});

test("a file gets the number after the highest of its time, whatever lower one is free: it is the newest", () => {
  const { log, files, clock } = make({ when: "H", backupCount: 1 }, { "app.log.2023-11-19_12.3": "old\n" });
  log("a");
  clock.now += HOUR;
  log("b");
  expect(files()).toEqual({ "": "b\n", "2023-11-19_12.4": "a\n" });
});

test("of many files of one time the newest are kept", () => {
  const { handler, log, files } = make({ when: "H", backupCount: 3 });
  for (let part = 1; part <= 10; part++) {
    log(`part ${part}`);
    handler.doRollover();
  }
  expect(Object.values(files()).toSorted()).toEqual(["", "part 10\n", "part 8\n", "part 9\n"]);
});

test("one old file that cannot be deleted keeps no other one", () => {
  const { log, files, clock, troubles } = make({ when: "H", backupCount: 1 });
  const remove = fs.rmSync;
  vi.spyOn(fs, "rmSync").mockImplementation((name, options) => {
    if (String(name).endsWith("_12")) throw systemError("EPERM");
    remove(name, options);
  });
  for (const message of ["a", "b", "c", "d"]) {
    log(message);
    clock.now += HOUR;
  }
  expect(Object.values(files()).toSorted()).toEqual(["a\n", "c\n", "d\n"]);
  expect(troubles.length).toBeGreaterThan(0);
});

test("a constructor that throws leaves no listener at SIGHUP", () => {
  const { file } = make();
  const before = process.listenerCount("SIGHUP");
  expect(() => new TimedRotatingFileHandler(join(file, "app.log"), { reopenOn: "SIGHUP" })).toThrow(
    "cannot open",
  );
  expect(process.listenerCount("SIGHUP")).toBe(before);
  const waiting = new TimedRotatingFileHandler(file, { reopenOn: "SIGHUP", delay: true });
  expect(process.listenerCount("SIGHUP")).toBe(1);
  waiting.close();
  expect(process.listenerCount("SIGHUP")).toBe(before);
});

test("an old file that cannot be deleted is told of, and the rollover stands", () => {
  const { log, files, clock, troubles } = make({ when: "H", backupCount: 1 });
  const remove = vi.spyOn(fs, "rmSync").mockImplementation(() => {
    throw systemError("EPERM");
  });
  for (const message of ["a", "b", "c"]) {
    log(message);
    clock.now += HOUR;
  }
  expect(Object.keys(files())).toHaveLength(3);
  expect(troubles).toMatchObject([{ name: "RolloverError", cause: { code: "EPERM" } }]);
  remove.mockRestore();
  log("d");
  expect(files()).toEqual({ "": "d\n", "2023-11-19_14": "c\n" });
});

test.each(["renameSync", "openSync"] as const)(
  "when %s fails at a rollover, no record is lost, and it is made up for",
  (call) => {
    const { log, files, clock, troubles } = make({ when: "H" });
    log("one");
    clock.now += HOUR;
    const spy = vi.spyOn(fs, call).mockImplementation(() => {
      throw systemError("EMFILE");
    });
    log("two");
    clock.now += 999;
    log("three");
    // To open the new file is tried each 100 ms, to rename each second.
    const names = troubles.map(({ name }) => name);
    expect(names).toEqual(Array(call === "openSync" ? 2 : 1).fill("RolloverError"));
    spy.mockRestore();
    clock.now += 100;
    log("four");
    expect(files()).toEqual({ "": "four\n", "2023-11-19_12": "one\ntwo\nthree\n" });
  },
);

test("a clock that was set back by more than an interval does not stop the schedule", () => {
  const { handler, log, files, clock } = make({ when: "H" });
  log("one");
  clock.now = Date.parse("2099-01-01T00:30:00Z");
  log("two");
  clock.now = NOON + 2 * HOUR;
  log("three");
  expect(handler.rolloverAt * 1000).toBe(NOON + 3 * HOUR);
  clock.now += HOUR;
  log("four");
  expect(files()).toEqual({ "": "four\n", "2023-11-19_12": "one\n", "2023-11-19_14": "two\nthree\n" });
});

test.each([
  ["the plan stays", 0, NOON + HOUR],
  ["it is planned anew", 1000, NOON - 1000],
])("with the rollover two intervals away %s: %d ms more", (_what, more, expected) => {
  const { handler, log, clock } = make({ when: "H" });
  clock.now -= HOUR + more;
  log("one");
  expect(handler.rolloverAt * 1000).toBe(expected);
});

test("a clock that is set back by less keeps the plan", () => {
  const { handler, log, clock } = make({ when: "H" });
  clock.now -= HOUR / 2;
  log("one");
  expect(handler.rolloverAt * 1000).toBe(NOON + HOUR);
});

test("a file that another process rolled over is not rolled over again", () => {
  const { handler, log, files, clock, file } = make({ when: "H" });
  log("one");
  clock.now += HOUR;
  renameSync(file, `${file}.2023-11-19_12`);
  writeFileSync(file, "by another\n");
  log("two");
  expect(files()).toEqual({ "": "by another\ntwo\n", "2023-11-19_12": "one\n" });
  expect(handler.rolloverAt * 1000).toBe(NOON + 2 * HOUR);
});

// After Lib/test/test_logging.py, TimedRotatingFileHandlerTest.test_should_not_rollover.
test.skipIf(process.platform === "win32")(
  "what is no regular file is never rolled over, and the time goes on",
  () => {
    let now = NOON;
    const handler = new TimedRotatingFileHandler("/dev/null", {
      when: "S",
      backupCount: 1,
      clock: () => now,
    });
    const troubles = troublesOf(handler);
    const rename = vi.spyOn(fs, "renameSync");
    now = NOON + DAY;
    handler.rolloverAt = NOON / 1000;
    handler.handle(record("one"));
    expect(rename).not.toHaveBeenCalled();
    expect(handler.rolloverAt * 1000).toBe(now + 1000);
    expect(handler.shouldRollover(record("two"))).toBe(false);
    expect(troubles).toEqual([]);
  },
);

test("rolloverAt may be set", () => {
  const { handler, log, files, clock } = make({ when: "D" });
  log("one");
  handler.rolloverAt = NOON / 1000 + 1;
  clock.now += 1000;
  log("two");
  expect(files()).toEqual({ "": "two\n", "2023-11-18": "one\n" });
});

test("doRollover by hand names the file as planned", () => {
  const { handler, log, files, file } = make({ when: "H" });
  log("one");
  handler.doRollover();
  expect(existsSync(file)).toBe(true);
  log("two");
  expect(files()).toEqual({ "": "two\n", "2023-11-19_12": "one\n" });
});

test("what is held back goes to the file of its time", () => {
  const { handler, log, files, clock } = make({ when: "H", bufferSize: 1000 });
  log("one");
  clock.now += HOUR;
  log("two");
  handler.flush();
  expect(files()).toEqual({ "": "two\n", "2023-11-19_12": "one\n" });
});

test("by default it rolls over each hour, goes by local time and keeps all old files", () => {
  const handler = new TimedRotatingFileHandler(join(temporaryFolder(), "app.log"), { delay: true });
  const { when, interval, backupCount, utc, suffix } = handler;
  expect({ when, interval, backupCount, utc, suffix }).toEqual({
    when: "H",
    interval: 3600,
    backupCount: 0,
    utc: false,
    suffix: "%Y-%m-%d_%H",
  });
});

test("the attributes are Python's", () => {
  const { handler } = make({ when: "midnight", interval: 2, backupCount: 7 });
  const { when, interval, backupCount, utc, suffix } = handler;
  expect({ when, interval, backupCount, utc, suffix }).toEqual({
    when: "MIDNIGHT",
    interval: 172_800,
    backupCount: 7,
    utc: true,
    suffix: "%Y-%m-%d",
  });
  expect(handler.computeRollover(NOON / 1000) * 1000).toBe(NOON + 12 * HOUR + DAY);
});

// Each writes a record every ten minutes over a change of the clocks, in its zone. How many are in an archive says how
// long it was written. CPython 3.13 has the same files at midnight in New York, Havana and Samoa, and at 01:30; in the
// others it is early or late, gives a wrong name or never rolls over again.
const CLOCK_CHANGES: [
  what: string,
  zone: string,
  options: TimedRotatingFileHandlerOptions,
  from: string,
  hours: number,
  archives: Record<string, number>,
][] = [
  [
    "the hour that comes twice gives two files",
    "America/New_York",
    { when: "h" },
    "2023-11-05T00:00:00-04:00",
    5,
    { "2023-11-05_00": 6, "2023-11-05_01": 6, "2023-11-05_01.1": 6, "2023-11-05_02": 6 },
  ],
  [
    "the hour that is left out gives none",
    "America/New_York",
    { when: "h" },
    "2023-03-12T00:00:00-05:00",
    5,
    { "2023-03-12_00": 6, "2023-03-12_01": 6, "2023-03-12_03": 6, "2023-03-12_04": 6 },
  ],
  [
    "each day gives one, of 25 hours",
    "America/New_York",
    { when: "midnight" },
    "2023-11-04T00:00:00-04:00",
    73,
    { "2023-11-04": 144, "2023-11-05": 150 },
  ],
  [
    "each day gives one, of 23 hours",
    "America/New_York",
    { when: "midnight" },
    "2023-03-11T00:00:00-05:00",
    71,
    { "2023-03-11": 144, "2023-03-12": 138 },
  ],
  [
    "atTime in the hour that is left out is when the clocks go on, and as said the day after",
    "America/New_York",
    { when: "midnight", atTime: "02:30" },
    "2023-03-11T00:00:00-05:00",
    71,
    { "2023-03-10": 15, "2023-03-11": 141, "2023-03-12": 141 },
  ],
  [
    "a weekday's atTime in the hour that is left out is when the clocks go on",
    "America/New_York",
    { when: "W6", atTime: "02:30" },
    "2023-03-11T00:00:00-05:00",
    24 * 9,
    { "2023-03-05": 156, "2023-03-12": 1005 },
  ],
  [
    "atTime in the hour that comes twice is the first time, and once",
    "America/New_York",
    { when: "midnight", atTime: "01:30" },
    "2023-11-04T00:00:00-04:00",
    73,
    { "2023-11-03": 9, "2023-11-04": 144, "2023-11-05": 150 },
  ],
  [
    "days from 23:30 on end at 23:30, and have their own date, when the clocks go back",
    "America/New_York",
    { when: "D" },
    "2023-11-04T23:30:00-04:00",
    74,
    { "2023-11-04": 150, "2023-11-05": 144, "2023-11-06": 144 },
  ],
  [
    "days from 00:30 on have each their archive when the clocks go back",
    "America/New_York",
    { when: "D" },
    "2023-11-04T00:30:00-04:00",
    74,
    { "2023-11-04": 144, "2023-11-05": 150, "2023-11-06": 144 },
  ],
  [
    "days from 23:30 on have their own date when the clocks go on",
    "America/New_York",
    { when: "D" },
    "2023-03-11T23:30:00-05:00",
    74,
    { "2023-03-11": 138, "2023-03-12": 144, "2023-03-13": 144 },
  ],
  [
    "a change by half an hour moves no midnight",
    "Australia/Lord_Howe",
    { when: "midnight" },
    "2023-09-30T00:00:00+10:30",
    73,
    { "2023-09-30": 144, "2023-10-01": 141, "2023-10-02": 144 },
  ],
  [
    "a midnight that is left out is when the clocks go on",
    "America/Havana",
    { when: "midnight" },
    "2023-03-11T00:00:00-05:00",
    73,
    { "2023-03-11": 144, "2023-03-12": 138, "2023-03-13": 144 },
  ],
  [
    "a whole day that is left out gives none",
    "Pacific/Apia",
    { when: "midnight" },
    "2011-12-28T00:00:00-10:00",
    73,
    { "2011-12-28": 144, "2011-12-29": 144, "2011-12-31": 144 },
  ],
];

test.each(CLOCK_CHANGES)("over a change of the clocks, %s", (_what, zone, options, from, hours, expected) => {
  const folder = temporaryFolder();
  const file = join(folder, "app.log");
  const program = `
    import { makeLogRecord } from "@log/core";
    import { TimedRotatingFileHandler } from "@log/handler-timed";
    let now = ${Date.parse(from)};
    const handler = new TimedRotatingFileHandler(${JSON.stringify(file)}, { ...${JSON.stringify(options)}, clock: () => now });
    for (let count = 0; count < ${hours * 6}; count++) {
      handler.handle(makeLogRecord({ msg: String(count), levelno: 20 }));
      now += 600_000;
    }`;
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--conditions=@log/source", "--input-type=module", "--eval", program],
    { cwd: import.meta.dirname, env: { ...process.env, TZ: zone }, encoding: "utf8" },
  );
  expect([status, stderr]).toEqual([0, ""]);
  const archives = readdirSync(folder)
    .filter((name) => name !== "app.log")
    .toSorted();
  const texts = [...archives, "app.log"].map((name) => readFileSync(join(folder, name), "utf8").trimEnd());
  const found = archives.map((name, at) => [name.slice("app.log.".length), texts[at]!.split("\n").length]);
  expect(Object.fromEntries(found)).toEqual(expected);
  expect(texts.join("\n").split("\n").map(Number)).toEqual(
    Array.from({ length: hours * 6 }, (_, count) => count),
  );
});

test.each<[string, unknown, ErrorConstructor, string]>([
  ["when", "W7", RangeError, 'when must be one of S, M, H, D, midnight, W0–W6, got "W7" (W0 is Monday)'],
  ["when", "X", RangeError, 'when must be one of S, M, H, D, midnight, W0–W6, got "X"'],
  ["when", 5, TypeError, "when must be one of S, M, H, D, midnight, W0–W6, got 5"],
  ["interval", 0, RangeError, "interval must be a whole number of 1 or more, got 0"],
  ["interval", -1, RangeError, "interval must be a whole number of 1 or more, got -1"],
  ["interval", 1.5, RangeError, "interval must be a whole number of 1 or more, got 1.5"],
  ["interval", "1", TypeError, 'interval must be a whole number of 1 or more, got "1"'],
  ["backupCount", -1, RangeError, "backupCount must be a whole number of 0 or more, got -1"],
  ["utc", 1, TypeError, "utc must be true or false, got 1"],
  [
    "atTime",
    "25:00",
    RangeError,
    'atTime must be "HH:MM", "HH:MM:SS" or { hour, minute, second }, got "25:00"',
  ],
  ["atTime", 5, TypeError, 'atTime must be "HH:MM", "HH:MM:SS" or { hour, minute, second }, got 5'],
  ["delay", 1, TypeError, "delay must be true or false, got 1"],
  ["mode", "wa", RangeError, 'mode must be one of a, w, x, got "wa"'],
  ["intervall", 1, TypeError, 'unknown option "intervall", did you mean "interval"?'],
  ["multiProcess", 1, TypeError, "multiProcess must be true or false, and false with a bufferSize, got 1"],
])("%s: %j is refused, and no file is made", (option, value, kind, message) => {
  const folder = temporaryFolder();
  const open = (): TimedRotatingFileHandler =>
    new TimedRotatingFileHandler(join(folder, "app.log"), { [option]: value });
  expect(open).toThrow(kind);
  expect(open).toThrow(`TimedRotatingFileHandler: ${message}`);
  expect(readdirSync(folder)).toEqual([]);
});

test("options that are no object are refused", () => {
  for (const options of [null, "w", []]) {
    expect(() => new TimedRotatingFileHandler("app.log", options as unknown as object)).toThrow(
      "TimedRotatingFileHandler: options must be an object",
    );
  }
});

test("a directory instead of a file is a clear error", () => {
  const folder = temporaryFolder();
  expect(() => new TimedRotatingFileHandler(folder)).toThrow(
    `TimedRotatingFileHandler: cannot open "${folder}" for appending; it is a directory`,
  );
});
