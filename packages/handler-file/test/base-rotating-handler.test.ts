import fs, {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";

import type { LogRecord } from "@log/core";
import { afterEach, expect, test, vi } from "vitest";

import { BaseRotatingHandler, type BaseRotatingHandlerOptions } from "../src/index.ts";
import { failingDisk } from "./failing-disk.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { record, systemError, troublesOf } from "./testing-handler.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** Rolls over before each record that says so. */
class TestHandler extends BaseRotatingHandler {
  isDue: (record: LogRecord) => boolean = ({ msg }) => msg === "roll";
  asked = 0;
  line = "";

  override shouldRollover(one: LogRecord): boolean {
    this.asked++;
    this.line = this.lineOf(one);
    return this.isDue(one);
  }

  override doRollover(): void {
    this.moveAway(this.rotationFilename(`${this.baseFilename}.old`));
    this.beginNewFile();
  }
}

interface Made {
  handler: TestHandler;
  file: string;
  troubles: Error[];
  log: (...messages: string[]) => void;
  files: () => Record<string, string>;
  clock: { now: number };
}

function make(options: BaseRotatingHandlerOptions = {}): Made {
  const folder = temporaryFolder();
  const file = join(folder, "app.log");
  const clock = { now: 1_000_000 };
  const handler = new TestHandler(file, { clock: () => clock.now, ...options });
  const log = (...messages: string[]): void => {
    for (const message of messages) handler.handle(record(message));
  };
  const files = (): Record<string, string> =>
    Object.fromEntries(
      readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => [name, readFileSync(join(folder, name), "utf8")]),
    );
  return { handler, file, troubles: troublesOf(handler), log, files, clock };
}

test("a rollover comes before the record that causes it", () => {
  const { log, files } = make();
  log("one", "roll", "two");
  expect(files()).toEqual({ "app.log.old": "one\n", "app.log": "roll\ntwo\n" });
});

test("a rollover that moved the file away is no unfinished one, whatever was before", () => {
  class Resuming extends BaseRotatingHandler {
    override shouldRollover(): boolean {
      return true;
    }
    override doRollover(): void {
      this.isUnfinished = true;
      this.moveAway(`${this.baseFilename}.old`);
      states.push(this.isUnfinished);
      this.beginNewFile();
    }
  }
  const states: boolean[] = [];
  new Resuming(join(temporaryFolder(), "app.log")).handle(record("one"));
  expect(states).toEqual([false]);
});

test("that a rollover stopped half-way the next handler knows, and the one after it, until it is ended", () => {
  class Resuming extends TestHandler {
    override doRollover(): void {
      this.underLock(() => {
        states.push(this.isUnfinished);
        this.isUnfinished = true;
        if (states.length < 3) throw new Error("half-way");
        this.moveAway(`${this.baseFilename}.old`);
        this.beginNewFile();
      });
    }
  }
  const states: boolean[] = [];
  const folder = temporaryFolder();
  for (let run = 0; run < 4; run++) {
    const handler = new Resuming(join(folder, "app.log"));
    troublesOf(handler);
    handler.handle(record("roll"));
    handler.close();
  }
  expect(states).toEqual([false, true, true, false]);
  expect(readdirSync(folder).toSorted()).toEqual(["app.log", "app.log.old"]);
});

test.each([
  ["is as it was", () => {}, ["app.log"]],
  ["was moved", (source: string) => renameSync(source, `${source}.moved`), ["app.log.moved", "app.log.old"]],
  ["was emptied", (source: string) => fs.truncateSync(source, 0), ["app.log", "app.log.old"]],
])("a rotator that throws leaves no half a copy where the file %s", (_what, change, expected) => {
  const { handler, log, file, troubles } = make();
  handler.rotator = (source, dest) => {
    fs.writeFileSync(dest, readFileSync(source, "utf8").slice(0, 2));
    change(source);
    throw new Error("no room");
  };
  log("one", "roll");
  expect(troubles).toMatchObject([{ name: "RolloverError", cause: { message: "no room" } }]);
  expect(readdirSync(join(file, "..")).toSorted()).toEqual(expected);
});

test("what stood at an old file's name before is left there when a rotator throws", () => {
  const { handler, log, files, file } = make();
  fs.writeFileSync(`${file}.old`, "older\n");
  handler.rotator = () => {
    throw new Error("no room");
  };
  log("one", "roll");
  expect(files()).toEqual({ "app.log.old": "older\n", "app.log": "one\nroll\n" });
});

test("a record is formatted once, also when its length is asked for", () => {
  const { handler, log } = make();
  const format = vi.fn<(each: LogRecord) => string>(({ message }) => message);
  handler.setFormatter({ format });
  log("one");
  expect(handler.line).toBe("one\n");
  expect(format).toHaveBeenCalledTimes(1);
  expect(handler.shouldRollover(record("two"))).toBe(false);
  expect(handler.line).toBe("two\n");
});

test("what is held back goes to the old file", () => {
  const { handler, log, files } = make({ bufferSize: 1000 });
  log("one", "roll");
  handler.flush();
  expect(files()).toEqual({ "app.log.old": "one\n", "app.log": "roll\n" });
});

test("namer names the old file, rotator moves it", () => {
  const { handler, file, log, files } = make();
  const moves: string[][] = [];
  handler.namer = (name) => `${name}.gz`;
  handler.rotator = (source, dest) => {
    moves.push([source, dest]);
    renameSync(source, `${dest}!`);
  };
  log("one", "roll");
  expect(moves).toEqual([[file, `${file}.old.gz`]]);
  expect(files()).toEqual({ "app.log.old.gz!": "one\n", "app.log": "roll\n" });
});

test("rotationFilename and rotate may be overridden", () => {
  const { handler, log, files } = make();
  handler.rotationFilename = (name) => `${name}er`;
  handler.rotate = (source, dest) => renameSync(source, `${dest}!`);
  log("one", "roll");
  expect(files()).toEqual({ "app.log.older!": "one\n", "app.log": "roll\n" });
});

test("the old file is closed only when the new one is open", () => {
  const { log } = make();
  log("one");
  const calls: string[] = [];
  for (const name of ["openSync", "closeSync", "renameSync"] as const) {
    const real = fs[name] as (...args: unknown[]) => unknown;
    vi.spyOn(fs, name).mockImplementation((...args: unknown[]) => {
      calls.push(name);
      return real(...args);
    });
  }
  log("roll");
  expect(calls).toEqual(["renameSync", "openSync", "closeSync"]);
});

test.each<[string, (handler: TestHandler) => void]>([
  [
    "rename is refused",
    () =>
      vi.spyOn(fs, "renameSync").mockImplementation(() => {
        throw systemError("EXDEV");
      }),
  ],
  [
    "rotator throws",
    (handler) => {
      handler.rotator = () => {
        throw new Error("no room");
      };
    },
  ],
  [
    "rotator answers a promise",
    (handler) => {
      handler.rotator = () => Promise.reject(new Error("later")) as unknown as undefined;
    },
  ],
  [
    "namer throws",
    (handler) => {
      handler.namer = () => {
        throw new Error("no name");
      };
    },
  ],
  [
    "namer answers no text",
    (handler) => {
      handler.namer = () => 5 as unknown as string;
    },
  ],
  [
    "shouldRollover throws",
    (handler) => {
      handler.isDue = () => {
        throw new Error("no answer");
      };
    },
  ],
])(
  "when %s, the record goes to the file that there is, and it is tried again after a second",
  (_what, fail) => {
    const { handler, file, log, files, troubles, clock } = make();
    const { isDue } = handler;
    log("one");
    fail(handler);
    log("roll");
    expect(files()).toEqual({ "app.log": "one\nroll\n" });
    expect(troubles.map(({ name, message }) => [name, message])).toEqual([
      [
        "RolloverError",
        `TestHandler: rolling over "${file}" failed; the file that is open is written to, and it is tried again`,
      ],
    ]);
    expect(troubles[0]!.cause).toBeInstanceOf(Error);
    const { asked } = handler;
    clock.now += 999;
    log("roll", "roll");
    expect([handler.asked - asked, troubles.length]).toEqual([0, 1]);
    vi.restoreAllMocks();
    Object.assign(handler, { isDue, namer: null, rotator: null });
    clock.now += 1;
    log("roll");
    expect(files()).toEqual({ "app.log.old": "one\nroll\nroll\nroll\n", "app.log": "roll\n" });
    log("roll");
    expect(files()).toEqual({ "app.log.old": "roll\n", "app.log": "roll\n" });
  },
);

test("a clock that is set back does not put off the next attempt", () => {
  const { log, files, clock, file } = make();
  mkdirSync(`${file}.old`);
  log("one", "roll");
  rmdirSync(`${file}.old`);
  clock.now -= 1_000_000;
  log("roll");
  expect(files()).toEqual({ "app.log.old": "one\nroll\n", "app.log": "roll\n" });
});

test("a clock that throws costs no record", () => {
  const { log, files, troubles } = make({
    clock: () => {
      throw new Error("no time");
    },
  });
  log("one");
  expect(files()).toEqual({ "app.log": "one\n" });
  expect(troubles).toMatchObject([{ name: "RolloverError", cause: { message: "no time" } }]);
});

test("when the new file cannot be opened, records go to the one that was moved, and only opening is tried again", () => {
  const { log, files, troubles, clock } = make();
  log("one");
  const open = vi.spyOn(fs, "openSync").mockImplementation(() => {
    throw systemError("EMFILE");
  });
  log("roll", "two");
  expect(files()).toEqual({ "app.log.old": "one\nroll\ntwo\n" });
  clock.now += 1000;
  log("three");
  expect(troubles.map(({ name }) => name)).toEqual(["RolloverError", "RolloverError"]);
  open.mockRestore();
  clock.now += 1000;
  log("four");
  expect(files()).toEqual({ "app.log.old": "one\nroll\ntwo\nthree\n", "app.log": "four\n" });
});

test("nothing rolls over while half a line is in the file", () => {
  const { log, files, clock } = make();
  const disk = failingDisk("node");
  disk.room = 4;
  log("half a line", "roll");
  expect(Object.keys(files())).toEqual(["app.log"]);
  disk.room = Infinity;
  clock.now += 1000;
  log("roll");
  expect(files()).toEqual({ "app.log.old": "half a line\nroll\n", "app.log": "roll\n" });
});

test("records that namer and rotator log go to the file that is open, and roll nothing over", () => {
  const { handler, log, files } = make();
  handler.namer = (name) => {
    log("roll");
    return name;
  };
  handler.rotator = (source, dest) => {
    renameSync(source, dest);
    log("roll");
  };
  log("one", "roll");
  // What is moved may be copied already.
  expect(files()).toEqual({ "app.log.old": "one\nroll\n", "app.log": "roll\nroll\n" });
});

test("what a rotator logs that copies is in the new file, also where it fails", () => {
  const { handler, log, files, file, clock } = make();
  let fails = false;
  handler.rotator = (source, dest) => {
    const text = readFileSync(source);
    log("copied");
    handler.flush();
    if (fails) throw new Error("not this time");
    writeFileSync(dest, text);
    unlinkSync(source);
  };
  log("one", "roll");
  expect(files()).toEqual({ "app.log.old": "one\n", "app.log": "copied\nroll\n" });
  unlinkSync(`${file}.old`);
  handler.doRollover();
  expect(files()).toEqual({ "app.log.old": "copied\nroll\n", "app.log": "" });
  log("two");
  fails = true;
  log("roll");
  fails = false;
  clock.now += 1000;
  log("roll");
  expect(files()).toEqual({ "app.log.old": "copied\ntwo\ncopied\nroll\n", "app.log": "copied\nroll\n" });
});

test.each<[string, (handler: TestHandler) => void]>([
  ["flush()", (handler) => handler.flush()],
  ["close()", (handler) => handler.close()],
])(
  "%s writes what was held back to the file that stands at the path, not to one that was moved away",
  (_, end) => {
    const { handler, file, log, files } = make({ bufferSize: 1000 });
    log("one", "two");
    renameSync(file, `${file}.1`);
    end(handler);
    expect(files()).toEqual({ "app.log.1": "", "app.log": "one\ntwo\n" });
  },
);

test("the timer of a buffer writes there as well", () => {
  vi.useFakeTimers();
  try {
    const { file, log, files } = make({ bufferSize: 1000, flushInterval: 500 });
    log("one");
    renameSync(file, `${file}.1`);
    vi.advanceTimersByTime(500);
    expect(files()).toEqual({ "app.log.1": "", "app.log": "one\n" });
  } finally {
    vi.useRealTimers();
  }
});

test("a file that another process moved away is opened anew, looked for each 100 ms", () => {
  const { log, files, clock, file } = make();
  log("one");
  renameSync(file, `${file}.moved`);
  clock.now += 99;
  log("two");
  clock.now += 1;
  log("three");
  expect(files()).toEqual({ "app.log.moved": "one\ntwo\n", "app.log": "three\n" });
});

test.each<[string, (file: string) => void, Record<string, string>]>([
  [
    "moved away ends there",
    (file) => renameSync(file, `${file}.moved`),
    { "app.log.moved": "one\ntwo\n", "app.log": "three\nfour\n" },
  ],
  ["removed begins anew in the next", unlinkSync, { "app.log": "two\nthree\nfour\n" }],
])("a line that is half in a file that was %s", (_, goes, expected) => {
  const { log, files, clock, file } = make();
  const disk = failingDisk("node");
  log("one");
  disk.room = 2;
  log("two", "three");
  goes(file);
  disk.room = Infinity;
  clock.now += 100;
  log("four");
  expect(files()).toEqual(expected);
});

let later = 0;

/** Counts the milliseconds that somebody sleeps, instead of sleeping. */
function sleeps(): { slept: number; now: number } {
  // Long after other tests.
  later += 1_000_000;
  const counted = { slept: 0, now: later };
  vi.spyOn(performance, "now").mockImplementation(() => counted.now);
  vi.spyOn(Atomics, "wait").mockImplementation((_cell, _index, _value, milliseconds = 0) => {
    counted.slept += milliseconds;
    return "timed-out";
  });
  return counted;
}

test("who moved the file away has 20 ms to make the new one, and once more for a second attempt", () => {
  const { log, files, clock, file, troubles } = make({ multiProcess: true });
  const counted = sleeps();
  log("one");
  renameSync(file, `${file}.1`);
  const open = vi.spyOn(fs, "openSync").mockImplementation(() => {
    throw systemError("EACCES");
  });
  log("two");
  clock.now += 1000;
  log("three");
  expect(counted.slept).toBe(40);
  expect(troubles).toHaveLength(2);
  open.mockRestore();
  clock.now += 1000;
  log("roll", "four");
  expect(counted.slept).toBe(40);
  counted.now += 1000;
  renameSync(file, `${file}.2`);
  log("five");
  expect(counted.slept).toBe(60);
  expect(files()).toEqual({
    "app.log.1": "one\ntwo\nthree\n",
    "app.log.2": "roll\nfour\n",
    "app.log.old": "",
    "app.log": "five\n",
  });
});

test("many handlers whose files nobody makes anew wait but twice in a second, whatever their number", () => {
  const counted = sleeps();
  const made = Array.from({ length: 5 }, () => make());
  for (const { log, file } of made) {
    log("one");
    renameSync(file, `${file}.1`);
  }
  for (const { log, files, clock } of made) {
    clock.now += 100;
    log("two");
    expect(files()).toEqual({ "app.log.1": "one\n", "app.log": "two\n" });
  }
  expect(counted.slept).toBe(40);
});

test("a logrotate that comes late puts aside what the handler made, and has its time once more", () => {
  const { log, files, file } = make({ multiProcess: true });
  const counted = sleeps();
  log("one");
  renameSync(file, `${file}.1`);
  log("two");
  expect(counted.slept).toBe(20);
  renameSync(file, `${file}.backup`);
  vi.spyOn(Atomics, "wait").mockImplementation(() => {
    writeFileSync(file, "by logrotate\n", { flag: "wx" });
    return "timed-out";
  });
  log("three");
  expect(files()).toEqual({
    "app.log.1": "one\n",
    "app.log.backup": "two\n",
    "app.log": "by logrotate\nthree\n",
  });
});

test("what logrotate makes while it is waited for is gone on with", () => {
  const { log, files, file } = make({ multiProcess: true });
  sleeps();
  log("one");
  renameSync(file, `${file}.1`);
  vi.spyOn(Atomics, "wait").mockImplementation(() => {
    writeFileSync(file, "by logrotate\n", { flag: "wx" });
    return "timed-out";
  });
  log("two", "three");
  expect(files()).toEqual({ "app.log.1": "one\n", "app.log": "by logrotate\ntwo\nthree\n" });
});

test("a file that the handler itself moved away is not waited for", () => {
  const { handler, log, files, file } = make({ delay: true });
  const counted = sleeps();
  log("one");
  handler.doRollover();
  log("two");
  expect(counted.slept).toBe(0);
  log("roll");
  renameSync(file, `${file}.moved`);
  handler.flush();
  expect(files()).toEqual({ "app.log.old": "two\n", "app.log.moved": "roll\n" });
});

test("a file that is not there is none to move", () => {
  const { handler, log, files, file } = make();
  log("one");
  renameSync(file, `${file}.moved`);
  handler.doRollover();
  log("two");
  expect(files()).toEqual({ "app.log.moved": "one\n", "app.log": "two\n" });
});

test("a folder of the old file that is not there is trouble", () => {
  const { handler, log, files, troubles } = make();
  handler.namer = (name) => join(name, "..", "missing", basename(name));
  log("one", "roll");
  expect(files()).toEqual({ "app.log": "one\nroll\n" });
  expect(troubles).toMatchObject([{ name: "RolloverError", cause: { code: "ENOENT" } }]);
});

test("doRollover by hand begins a new file at once; with delay the next record does", () => {
  for (const delay of [false, true]) {
    const { handler, log, files, file } = make({ delay });
    log("one");
    handler.doRollover();
    expect([existsSync(file), existsSync(`${file}.old`)]).toEqual([!delay, true]);
    log("two");
    expect(files()).toEqual({ "app.log.old": "one\n", "app.log": "two\n" });
  }
});

test("doRollover by hand throws what kept it from it", () => {
  const { handler, file, log } = make();
  mkdirSync(`${file}.old`);
  log("one");
  expect(() => handler.doRollover()).toThrow(expect.objectContaining({ code: expect.any(String) }));
});

test("a handler in mode w does not roll over what another run left, nor after close", () => {
  const { handler, log, files, troubles } = make({ mode: "w" });
  log("one", "roll");
  handler.close();
  log("roll");
  expect(files()).toEqual({ "app.log.old": "one\n", "app.log": "roll\n" });
  expect(troubles).toMatchObject([{ name: "FileClosedError" }]);
  expect(() => handler.doRollover()).toThrow("was closed");
});

test("after close a record opens the file again in mode a, and rolls over", () => {
  const { handler, log, files } = make();
  log("one");
  handler.close();
  log("roll", "two");
  expect(files()).toEqual({ "app.log.old": "one\n", "app.log": "roll\ntwo\n" });
});

test.skipIf(process.platform === "win32").each([0o600, 0o640])(
  "fileMode %o holds for the new file",
  (fileMode) => {
    const { log, file } = make({ fileMode });
    log("one", "roll");
    expect(fs.statSync(file).mode & 0o777).toBe(fileMode);
  },
);

test("who meets a lock does not wait: it writes on, tells nobody, and looks again after 100 ms", () => {
  const { handler, log, files, clock, file, troubles } = make();
  const lock = join(file, "../.app.log.lock");
  log("one");
  symlinkSync("1 - elsewhere", lock);
  const wait = vi.spyOn(Atomics, "wait");
  log("roll");
  expect(() => handler.doRollover()).toThrow(`another process rolls "${file}" over`);
  expect(files()).toEqual({ "app.log": "one\nroll\n" });
  unlinkSync(lock);
  clock.now += 99;
  log("roll");
  expect(files()).toEqual({ "app.log": "one\nroll\nroll\n" });
  clock.now += 1;
  log("roll");
  expect(files()).toEqual({ "app.log.old": "one\nroll\nroll\n", "app.log": "roll\n" });
  expect([wait.mock.calls, troubles]).toEqual([[], []]);
});

test("a rollover has the lock, and gives it back also when it fails", () => {
  const { handler, log, file } = make();
  const locks = (): string[] => readdirSync(join(file, "..")).filter((name) => name.includes("lock"));
  const seen: string[][] = [];
  handler.rotator = () => {
    seen.push(locks());
    throw new Error("no");
  };
  log("one", "roll");
  expect(() => handler.doRollover()).toThrow("no");
  expect(seen).toEqual([[".app.log.lock"], [".app.log.lock"]]);
  expect(locks()).toEqual([]);
});

test("under the lock it is looked again: what another process has rolled over is not rolled over again", () => {
  const { handler, log, files, file } = make();
  log("one");
  handler.isDue = ({ msg }) => {
    if (msg !== "roll") return false;
    // Between the question and the lock.
    if (existsSync(`${file}.old`)) return handler.asked % 2 === 1;
    renameSync(file, `${file}.old`);
    fs.writeFileSync(file, "theirs\n");
    handler.asked = 1;
    return true;
  };
  log("roll");
  expect(files()).toEqual({ "app.log.old": "one\n", "app.log": "theirs\nroll\n" });
});

test("before a rename it is made sure that the lock is still held", () => {
  const { handler, log, files, file, troubles } = make();
  log("one");
  handler.rotationFilename = (name) => {
    const lock = join(file, "../.app.log.lock");
    unlinkSync(lock);
    symlinkSync("1 - elsewhere", lock);
    return name;
  };
  handler.doRollover = function doRollover(this: TestHandler) {
    this.underLock(() => this.moveAway(this.rotationFilename(`${file}.old`)));
  };
  log("roll");
  expect(files()).toEqual({ "app.log": "one\nroll\n" });
  expect(troubles).toMatchObject([
    { name: "RolloverError", cause: { message: "another process has taken the lock" } },
  ]);
});

test.skipIf(process.platform === "win32")("what is no regular file is not moved by hand either", () => {
  const handler = new TestHandler("/dev/null");
  troublesOf(handler);
  const rename = vi.spyOn(fs, "renameSync").mockImplementation(() => {});
  expect(() => handler.doRollover()).toThrow("it is no regular file");
  expect(rename).not.toHaveBeenCalled();
});

test("with multiProcess each record has the lock while it is written, and looks where", () => {
  const { log, files, file, troubles } = make({ multiProcess: true });
  const lock = join(file, "../.app.log.lock");
  const isLocked: boolean[] = [];
  const write = fs.writeSync as (...args: unknown[]) => number;
  vi.spyOn(fs, "writeSync").mockImplementation((...args: unknown[]) => {
    isLocked.push(fs.lstatSync(lock, { throwIfNoEntry: false }) !== undefined);
    return write(...args);
  });
  log("one");
  renameSync(file, `${file}.moved`);
  log("two", "roll");
  expect(files()).toEqual({ "app.log.moved": "one\n", "app.log.old": "two\n", "app.log": "roll\n" });
  expect(isLocked).toEqual([true, true, true]);
  expect(fs.readdirSync(join(file, "..")).toSorted()).toEqual(["app.log", "app.log.moved", "app.log.old"]);
  expect(troubles).toEqual([]);
});

test("with multiProcess, where there can be no lock, the record is written, and that is told", () => {
  const { log, files, file, troubles } = make({ multiProcess: true });
  mkdirSync(join(file, "../.app.log.lock"));
  log("one", "roll");
  expect(files()).toEqual({ "app.log": "one\nroll\n" });
  expect(troubles).toMatchObject([{ name: "LockError" }, { name: "LockError" }]);
});

test("with multiProcess, where there can be no lock, a file that was moved is followed all the same", () => {
  const { handler, log, files, file, clock } = make({ multiProcess: true });
  const lock = join(file, "../.app.log.lock");
  mkdirSync(lock);
  log("one");
  renameSync(file, `${file}.1`);
  clock.now += 100;
  log("two");
  renameSync(file, `${file}.2`);
  clock.now += 50;
  log("three");
  clock.now += 50;
  log("four");
  handler.close();
  rmdirSync(lock);
  expect(files()).toEqual({ "app.log.1": "one\n", "app.log.2": "two\nthree\n", "app.log": "four\n" });
});

test.each([false, true])(
  "with multiProcess and delay %s, a folder that is missing is made before the lock",
  (delay) => {
    const folder = join(temporaryFolder(), "logs");
    const handler = new TestHandler(join(folder, "app.log"), { multiProcess: true, delay });
    const troubles = troublesOf(handler);
    handler.handle(record("one"));
    rmSync(folder, { recursive: true });
    handler.handle(record("two"));
    handler.close();
    expect(readFileSync(join(folder, "app.log"), "utf8")).toBe("two\n");
    expect(troubles).toEqual([]);
  },
);

test("a subclass may have its own flush, with fields of its own", () => {
  class Counts extends TestHandler {
    #flushed = 0;
    override flush(): void {
      this.#flushed++;
      super.flush();
    }
    get flushed(): number {
      return this.#flushed;
    }
  }
  const handler = new Counts(join(temporaryFolder(), "app.log"));
  handler.handle(record("one"));
  handler.close();
  expect(handler.flushed).toBe(1);
});

test("with multiProcess, a lock that is not given back is told of once, and records are written without it", () => {
  const { log, files, file, troubles } = make({ multiProcess: true });
  const lock = join(file, "../.app.log.lock");
  symlinkSync("1 - elsewhere", lock);
  vi.spyOn(Atomics, "wait").mockReturnValue("timed-out");
  log("one", "roll");
  expect(files()).toEqual({ "app.log": "one\nroll\n" });
  expect(troubles.map(({ name, message }) => [name, message])).toEqual([
    [
      "LockError",
      `TestHandler: rolling over "${file}" waits for another process; the file that is open is written to, and it is tried again`,
    ],
  ]);
  unlinkSync(lock);
  log("roll");
  expect(files()).toEqual({ "app.log": "one\nroll\nroll\n" });
});

test("multiProcess and a buffer are refused together", () => {
  const file = join(temporaryFolder(), "app.log");
  const open = (): TestHandler => new TestHandler(file, { multiProcess: true, bufferSize: 1 });
  expect(open).toThrow("multiProcess must be true or false, and false with a bufferSize, got true");
  expect(existsSync(file)).toBe(false);
});

test("of two handlers on one file in one thread, one rolls over and the other follows", () => {
  const one = make();
  const other = new TestHandler(one.file, { clock: () => one.clock.now });
  const troubles = troublesOf(other);
  one.log("one");
  other.handle(record("two"));
  one.log("roll");
  other.handle(record("three"));
  one.clock.now += 100;
  other.handle(record("four"));
  expect(one.files()).toEqual({ "app.log.old": "one\ntwo\nthree\n", "app.log": "roll\nfour\n" });
  expect([one.troubles, troubles]).toEqual([[], []]);
});
