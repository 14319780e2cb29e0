import fs, {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

import { afterEach, expect, test, vi } from "vitest";

import { RotatingFileHandler, type RotatingFileHandlerOptions } from "../src/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { record, systemError, troublesOf } from "./testing-handler.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

interface Made {
  handler: RotatingFileHandler;
  folder: string;
  file: string;
  troubles: Error[];
  log: (...messages: string[]) => void;
  files: () => Record<string, string>;
  clock: { now: number };
}

function make(options: RotatingFileHandlerOptions, before: Record<string, string> = {}): Made {
  const folder = temporaryFolder();
  const file = join(folder, "app.log");
  for (const [name, text] of Object.entries(before)) writeFileSync(join(folder, name), text);
  const clock = { now: 1_000_000 };
  const handler = new RotatingFileHandler(file, { clock: () => clock.now, ...options });
  const log = (...messages: string[]): void => {
    for (const message of messages) handler.handle(record(message));
  };
  const files = (): Record<string, string> =>
    Object.fromEntries(
      readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => [name, readFileSync(join(folder, name), "utf8")] as const),
    );
  return { handler, folder, file, troubles: troublesOf(handler), log, files, clock };
}

test("the new line that ends what another run left torn is counted", () => {
  const { log, files } = make({ maxBytes: 20, backupCount: 2 }, { "app.log": "0123456789" });
  log("12345678");
  expect(files()).toEqual({ "app.log.1": "0123456789", "app.log": "12345678\n" });
  const { log: logShorter, files: filesThen } = make(
    { maxBytes: 20, backupCount: 2 },
    { "app.log": "0123456789" },
  );
  logShorter("1234567");
  expect(filesThen()).toEqual({ "app.log": "0123456789\n1234567\n" });
});

test.each(["a".repeat(253), "€".repeat(84)])(
  "a file rolls over whose name leaves no room for the lock's",
  (name) => {
    const file = join(temporaryFolder(), name);
    const handler = new RotatingFileHandler(file, { maxBytes: 10, backupCount: 1 });
    const troubles = troublesOf(handler);
    for (const message of ["123", "456", "789"]) handler.handle(record(message));
    handler.close();
    expect([readFileSync(`${file}.1`, "utf8"), readFileSync(file, "utf8")]).toEqual(["123\n456\n", "789\n"]);
    expect(troubles).toEqual([]);
  },
);

test("a record that would fill the file goes to a new one", () => {
  const { log, files } = make({ maxBytes: 10, backupCount: 2 });
  log("123", "567");
  expect(files()).toEqual({ "app.log": "123\n567\n" });
  log("9");
  expect(files()).toEqual({ "app.log": "9\n", "app.log.1": "123\n567\n" });
});

test("a file is full at maxBytes: a record that makes it exactly so long is one too many", () => {
  const { log, files } = make({ maxBytes: 8, backupCount: 1 });
  log("123", "567");
  expect(files()).toEqual({ "app.log": "567\n", "app.log.1": "123\n" });
  const other = make({ maxBytes: 9, backupCount: 1 });
  other.log("123", "567");
  expect(other.files()).toEqual({ "app.log": "123\n567\n" });
});

test("the highest number is the oldest, and beyond backupCount it goes", () => {
  const { log, files } = make({ maxBytes: 1, backupCount: 3 });
  log("a", "b", "c", "d", "e");
  expect(files()).toEqual({ "app.log": "e\n", "app.log.1": "d\n", "app.log.2": "c\n", "app.log.3": "b\n" });
});

test("an empty file takes a record of any size", () => {
  const { log, files } = make({ maxBytes: 5, backupCount: 2 });
  log("1234567890");
  expect(files()).toEqual({ "app.log": "1234567890\n" });
  log("1234567890");
  expect(files()).toEqual({ "app.log": "1234567890\n", "app.log.1": "1234567890\n" });
});

test.each<[string, RotatingFileHandlerOptions]>([
  ["maxBytes 0", { backupCount: 3 }],
  ["backupCount 0", { maxBytes: 5 }],
])("%s keeps one file and never rolls over", (_what, options) => {
  const { handler, log, files } = make(options);
  log("12345", "12345");
  if (options.backupCount === undefined) handler.doRollover();
  expect(files()).toEqual({ "app.log": "12345\n12345\n" });
});

// What CPython 3.13 leaves, asked once: sizes are those of ASCII, in which characters are bytes.
test.each<[string, RotatingFileHandlerOptions, Record<string, string>, string[], Record<string, string>]>([
  [
    "a file that is there counts",
    { maxBytes: 12, backupCount: 2 },
    { "app.log": "before\n" },
    ["abc", "def"],
    { "app.log": "def\n", "app.log.1": "before\nabc\n" },
  ],
  [
    "a file that is full already is rolled over by the first record",
    { maxBytes: 5, backupCount: 2, delay: true },
    { "app.log": "before\n", "app.log.1": "older\n" },
    ["a"],
    { "app.log": "a\n", "app.log.1": "before\n", "app.log.2": "older\n" },
  ],
  [
    "with maxBytes, mode w does not empty the file",
    { maxBytes: 12, backupCount: 2, mode: "w" },
    { "app.log": "before\n" },
    ["abc", "def"],
    { "app.log": "def\n", "app.log.1": "before\nabc\n" },
  ],
  [
    "without maxBytes, mode w empties the file",
    { backupCount: 2, mode: "w" },
    { "app.log": "before\n" },
    ["abc"],
    { "app.log": "abc\n" },
  ],
  [
    "where a number is missing, the others move up all the same",
    { maxBytes: 1, backupCount: 4 },
    { "app.log": "0\n", "app.log.2": "2\n", "app.log.4": "4\n" },
    ["a"],
    { "app.log": "a\n", "app.log.1": "0\n", "app.log.3": "2\n", "app.log.4": "4\n" },
  ],
  [
    "a missing number before the last leaves the last",
    { maxBytes: 1, backupCount: 3 },
    { "app.log": "0\n", "app.log.1": "1\n", "app.log.3": "3\n" },
    ["a"],
    { "app.log": "a\n", "app.log.1": "0\n", "app.log.2": "1\n", "app.log.3": "3\n" },
  ],
  [
    "numbers beyond backupCount are left alone",
    { maxBytes: 1, backupCount: 1 },
    { "app.log": "0\n", "app.log.1": "1\n", "app.log.2": "2\n", "app.log.10": "10\n" },
    ["a"],
    { "app.log": "a\n", "app.log.1": "0\n", "app.log.10": "10\n", "app.log.2": "2\n" },
  ],
])("as in CPython, %s", (_what, options, before, messages, after) => {
  const { log, files } = make(options, before);
  log(...messages);
  expect(files()).toEqual(after);
});

test("sizes are counted in bytes", () => {
  const { log, files } = make({ maxBytes: 10, backupCount: 1 });
  log("äöü", "a");
  expect(files()).toEqual({ "app.log": "äöü\na\n" });
  log("b");
  expect(files()).toEqual({ "app.log": "b\n", "app.log.1": "äöü\na\n" });
});

test.each<[RotatingFileHandlerOptions["encoding"], number]>([
  ["utf16le", 4],
  ["ascii", 8],
])("in %s the second of two records does not fit", (encoding, size) => {
  const { log, files, file } = make({ maxBytes: 2 * size, backupCount: 1, encoding });
  log(encoding === "ascii" ? "a\u20ac" : "a", encoding === "ascii" ? "a\u20ac" : "b");
  expect(Object.keys(files())).toEqual(["app.log", "app.log.1"]);
  expect(statSync(file).size).toBe(size);
});

test.each([0, 1, 20, 100, 10_000])("no file reaches maxBytes, with a bufferSize of %d", (bufferSize) => {
  const { handler, log, folder } = make({ maxBytes: 100, backupCount: 50, bufferSize });
  const expected = Array.from({ length: 100 }, (_, number) => `${number}${"ä".repeat(number % 20)}`);
  log(...expected);
  handler.flush();
  const names = readdirSync(folder);
  const sizes = names.map((name) => statSync(join(folder, name)).size);
  expect(Math.max(...sizes)).toBeLessThan(100);
  // A further record would not have fitted: nothing rolls over too early.
  expect(Math.min(...sizes.filter((_, index) => names[index] !== "app.log"))).toBeGreaterThan(100 - 45);
  const number = (name: string): number => Number(name.slice("app.log.".length));
  const text = names
    .toSorted((a, b) => number(b) - number(a))
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("");
  expect(text).toBe(expected.map((line) => `${line}\n`).join(""));
});

test("far from the end the file system is not asked", () => {
  const { log } = make({ maxBytes: 1_000_000, backupCount: 1 });
  log("first");
  const stat = vi.spyOn(fs, "statSync");
  log("one", "two", "three");
  expect(stat).not.toHaveBeenCalled();
});

test("what others write to the file counts after 100 ms, and what they cut off", () => {
  const { log, files, clock, file } = make({ maxBytes: 1000, backupCount: 1 });
  log("one");
  appendFileSync(file, `${"x".repeat(992)}\n`);
  clock.now += 100;
  log("two");
  expect(files()).toMatchObject({ "app.log": "two\n" });
  log("y".repeat(980));
  truncateSync(file, 0);
  // It is looked at before it is rolled over.
  log("z".repeat(30));
  expect(files()["app.log"]).toBe(`${"z".repeat(30)}\n`);
  expect(files()["app.log.1"]).toContain("xxx");
});

test("a file that another process rolled over is not rolled over again", () => {
  const { log, files, file } = make({ maxBytes: 10, backupCount: 3 });
  log("123", "567");
  renameSync(file, `${file}.1`);
  writeFileSync(file, "new\n");
  log("9");
  expect(files()).toEqual({ "app.log": "new\n9\n", "app.log.1": "123\n567\n" });
});

test("a restart goes on where the last run stopped", () => {
  const { handler, log, files, file } = make({ maxBytes: 10, backupCount: 2 });
  log("123");
  handler.close();
  const next = new RotatingFileHandler(file, { maxBytes: 10, backupCount: 2 });
  troublesOf(next);
  next.handle(record("567"));
  next.handle(record("9"));
  expect(files()).toEqual({ "app.log": "9\n", "app.log.1": "123\n567\n" });
});

test("maxBytes and backupCount may be changed", () => {
  const { handler, log, files } = make({});
  log("one");
  Object.assign(handler, { maxBytes: 5, backupCount: 1 });
  log("two");
  expect(files()).toEqual({ "app.log": "two\n", "app.log.1": "one\n" });
});

test("namer names all old files, rotator moves the newest only", () => {
  const { handler, log, files } = make({ maxBytes: 1, backupCount: 2 });
  handler.namer = (name) => join(dirname(name), `${basename(name).replace("app.log", "old")}.log`);
  handler.rotator = (source, dest) => {
    writeFileSync(dest, readFileSync(source, "utf8").toUpperCase());
    rmSync(source);
  };
  log("a", "b", "c", "d");
  expect(files()).toEqual({ "app.log": "d\n", "old.1.log": "C\n", "old.2.log": "B\n" });
});

test("a rotator finds its name free, also with one old file", () => {
  const { handler, log, files, troubles } = make({ maxBytes: 1, backupCount: 1 });
  handler.rotator = (source, dest) => {
    fs.copyFileSync(source, dest, fs.constants.COPYFILE_EXCL);
    rmSync(source);
  };
  log("a", "b", "c");
  expect(troubles).toEqual([]);
  expect(files()).toEqual({ "app.log": "c\n", "app.log.1": "b\n" });
});

test("a rotator that throws costs no old file, however often, and when it works again nothing stands aside", () => {
  for (const backupCount of [1, 2]) {
    const { handler, log, files, clock, folder } = make({ maxBytes: 1, backupCount });
    log("a", "b");
    handler.rotator = (source, dest) => {
      // As one that compresses, on a full disk.
      writeFileSync(dest, readFileSync(source, "utf8").slice(0, 1));
      throw new Error("no room");
    };
    for (let attempt = 0; attempt < 5; attempt++) {
      clock.now += 1000;
      log("c");
      expect(Object.values(files())).toContain("a\n");
    }
    handler.rotator = renameSync;
    clock.now += 1000;
    log("d");
    const older = backupCount === 1 ? {} : { "app.log.2": "a\n" };
    expect(files()).toEqual({ "app.log": "d\n", "app.log.1": `b\n${"c\n".repeat(5)}`, ...older });
    expect(readdirSync(folder).toSorted()).toEqual(Object.keys(files()).toSorted());
  }
});

test("a rotator that throws is told of in its own words, also where there is no old file yet", () => {
  const { handler, log, troubles } = make({ maxBytes: 1, backupCount: 1 });
  const error = new Error("no room");
  handler.rotator = () => {
    throw error;
  };
  log("a", "b");
  expect(troubles).toMatchObject([{ name: "RolloverError", cause: error }]);
  expect(troubles[0]!.cause).toBe(error);
});

test("what a rotator has moved before it threw is the old file", () => {
  const { handler, log, files, clock } = make({ maxBytes: 1, backupCount: 1 });
  log("a", "b");
  handler.rotator = (source, dest) => {
    renameSync(source, dest);
    throw new Error("it could not be compressed");
  };
  log("c");
  expect(files()).toEqual({ "app.log.1": "b\nc\n" });
  clock.now += 1000;
  handler.rotator = null;
  log("d", "e");
  expect(files()).toEqual({ "app.log": "e\n", "app.log.1": "d\n" });
});

test("an old file that a killed process left aside goes when there is one in its place", () => {
  const { handler, log, files } = make(
    { maxBytes: 1, backupCount: 1 },
    { "app.log": "b\n", ".app.log.1~": "a\n" },
  );
  handler.rotator = renameSync;
  log("c");
  expect(files()).toEqual({ "app.log": "c\n", "app.log.1": "b\n" });
});

test("without a rotator an old file is replaced at once, it is never missing", () => {
  const { log } = make({ maxBytes: 1, backupCount: 1 });
  const remove = vi.spyOn(fs, "rmSync");
  log("a", "b", "c");
  expect(remove).not.toHaveBeenCalled();
});

test.each([1, 2, 3])(
  "a directory at number %d: nothing is moved, and rolling resumes when it is gone",
  (number) => {
    const { log, files, troubles, clock, file } = make({ maxBytes: 1, backupCount: 3 });
    log("a", "b");
    if (existsSync(`${file}.${number}`)) rmSync(`${file}.${number}`);
    mkdirSync(`${file}.${number}`);
    const before = files();
    log("c", "d");
    expect(files()).toEqual({ ...before, "app.log": "b\nc\nd\n" });
    expect(troubles).toMatchObject([
      { name: "RolloverError", cause: { message: `"${file}.${number}" is a directory` } },
    ]);
    rmdirSync(`${file}.${number}`);
    clock.now += 1000;
    log("e");
    expect(files()).toMatchObject({ "app.log": "e\n", "app.log.1": "b\nc\nd\n" });
  },
);

test.each([1, 2, 3])(
  "a rename that fails, the one number %d, loses no file, however often it fails",
  (fails) => {
    const { log, files, clock } = make({ maxBytes: 1, backupCount: 3 });
    log("a", "b", "c", "d");
    const { renameSync: real } = fs;
    const rename = vi.spyOn(fs, "renameSync");
    for (let attempt = 0; attempt < 4; attempt++) {
      let count = 0;
      rename.mockImplementation((from, to) => {
        // The first attempt fails at its n-th rename, later ones at their first: each is a rollover that stopped.
        if (++count === (attempt === 0 ? fails : 1)) throw systemError("EBUSY");
        real(from, to);
      });
      clock.now += 1000;
      log("e");
    }
    rename.mockRestore();
    const oldest = fails === 1 ? ["a\n"] : [];
    expect(Object.values(files()).toSorted()).toEqual(
      [...oldest, "b\n", "c\n", "d\ne\ne\ne\ne\n"].toSorted(),
    );
    clock.now += 1000;
    log("f");
    expect(files()).toEqual({
      "app.log": "f\n",
      "app.log.1": "d\ne\ne\ne\ne\n",
      "app.log.2": "c\n",
      "app.log.3": "b\n",
    });
  },
);

test.each([1, 2, 3])(
  "a rollover that failed at rename %d is continued by the next process, which deletes no old file early",
  (fails) => {
    const { handler, file, log, files } = make({ maxBytes: 1, backupCount: 4 });
    log("a", "b", "c", "d", "e");
    const { renameSync: real } = fs;
    let isRefused = false;
    let count = 0;
    const rename = vi.spyOn(fs, "renameSync").mockImplementation((from, to) => {
      // Those of the lock do not count.
      isRefused ||= !String(to).includes("lock") && ++count === fails;
      if (isRefused && !String(to).includes("lock")) throw systemError("EBUSY");
      real(from, to);
    });
    log("f");
    handler.close();
    rename.mockRestore();
    const next = new RotatingFileHandler(file, { maxBytes: 1, backupCount: 4 });
    next.handle(record("g"));
    expect(files()).toEqual({
      "app.log": "g\n",
      "app.log.1": "e\nf\n",
      "app.log.2": "d\n",
      "app.log.3": "c\n",
      "app.log.4": "b\n",
    });
    // The word that was left is gone with it: a number that is missing later is as in CPython.
    rmSync(`${file}.1`);
    next.handle(record("h"));
    expect(files()).toEqual({ "app.log": "h\n", "app.log.1": "g\n", "app.log.3": "d\n", "app.log.4": "c\n" });
    expect(readdirSync(dirname(file))).toHaveLength(4);
  },
);

test("a lock of a process that is gone, which moved nothing, makes no difference to the numbers", () => {
  const { log, folder, files } = make(
    { maxBytes: 10, backupCount: 3, multiProcess: true },
    { "app.log": "0\n", "app.log.1": "1\n" },
  );
  symlinkSync("- - unfinished", join(folder, ".app.log.lock"));
  log("a");
  expect(readdirSync(folder)).toEqual(["app.log", "app.log.1"]);
  log("123456789");
  expect(files()).toMatchObject({ "app.log.1": "0\na\n", "app.log.2": "1\n" });
});

test("when a new file cannot be opened nothing moves a second time", () => {
  const { log, files, clock } = make({ maxBytes: 1, backupCount: 3 });
  log("a", "b");
  const open = vi.spyOn(fs, "openSync").mockImplementation(() => {
    throw systemError("EMFILE");
  });
  for (const message of ["c", "d"]) {
    clock.now += 1000;
    log(message);
  }
  open.mockRestore();
  expect(files()).toEqual({ "app.log.1": "b\nc\nd\n", "app.log.2": "a\n" });
  clock.now += 1000;
  log("e", "f");
  expect(files()).toEqual({
    "app.log": "f\n",
    "app.log.1": "e\n",
    "app.log.2": "b\nc\nd\n",
    "app.log.3": "a\n",
  });
});

test.skipIf(process.platform === "win32")(
  "symbolic links at the old files' names are replaced, not followed",
  () => {
    const { log, file, folder } = make({ maxBytes: 1, backupCount: 1 });
    const outside = join(folder, "outside");
    writeFileSync(outside, "mine\n");
    symlinkSync(outside, `${file}.1`);
    log("a", "b");
    expect(() => readlinkSync(`${file}.1`)).toThrow("EINVAL");
    expect(readFileSync(outside, "utf8")).toBe("mine\n");
    expect(readFileSync(`${file}.1`, "utf8")).toBe("a\n");
  },
);

test.skipIf(process.platform === "win32")("what is no regular file is never rolled over", () => {
  const handler = new RotatingFileHandler("/dev/null", { maxBytes: 1, backupCount: 1 });
  const troubles = troublesOf(handler);
  const rename = vi.spyOn(fs, "renameSync");
  for (const message of ["a", "b", "c"]) handler.handle(record(message));
  expect(rename).not.toHaveBeenCalled();
  expect(handler.shouldRollover(record("d"))).toBe(false);
  expect(troubles).toEqual([]);
});

test.skipIf(process.platform === "win32").each([0o600, 0o640])(
  "fileMode %o holds over rollovers",
  (fileMode) => {
    const { log, file } = make({ maxBytes: 1, backupCount: 2, fileMode });
    log("a", "b", "c");
    for (const name of [file, `${file}.1`, `${file}.2`]) expect(statSync(name).mode & 0o777).toBe(fileMode);
  },
);

test("descriptors do not grow over many rollovers", () => {
  const { log } = make({ maxBytes: 1, backupCount: 2 });
  const opened = vi.spyOn(fs, "openSync");
  const closed = vi.spyOn(fs, "closeSync");
  for (let count = 0; count < 50; count++) log("a");
  expect(opened.mock.calls.length - closed.mock.calls.length).toBe(0);
});

// After Lib/test/test_logging.py, RotatingFileHandlerTest.test_should_not_rollover and test_should_rollover.
test("shouldRollover: never for an empty file, never without maxBytes, else when the record does not fit", () => {
  const empty = make({ maxBytes: 1 });
  expect(empty.handler.shouldRollover(record("x"))).toBe(false);
  const unbounded = make({ maxBytes: 0 }, { "app.log": "\n" });
  expect(unbounded.handler.shouldRollover(record("x"))).toBe(false);
  const full = make({ maxBytes: 2 }, { "app.log": "\n" });
  expect(full.handler.shouldRollover(record("x"))).toBe(true);
});

test("shouldRollover asks the disk while no file is open, and nobody for the text where the file is empty", () => {
  const full = make({ maxBytes: 2, backupCount: 1, delay: true }, { "app.log": "full\n" });
  expect(full.handler.shouldRollover(record("x"))).toBe(true);
  const empty = make({ maxBytes: 2, backupCount: 1 });
  const format = vi.fn<() => string>(() => "x");
  empty.handler.setFormatter({ format });
  expect(empty.handler.shouldRollover(record("x"))).toBe(false);
  expect(format).not.toHaveBeenCalled();
});

test("a file that others emptied takes a record of any size", () => {
  const { log, files, file } = make({ maxBytes: 100, backupCount: 1 });
  log("one");
  truncateSync(file, 0);
  log("x".repeat(200));
  expect(Object.keys(files())).toEqual(["app.log"]);
});

test("after a failure that was made up for, a missing number is again as in CPython", () => {
  const { log, files, clock, file } = make({ maxBytes: 1, backupCount: 4 });
  log("a", "b", "c");
  const rename = vi.spyOn(fs, "renameSync").mockImplementation(() => {
    throw systemError("EBUSY");
  });
  log("d");
  rename.mockRestore();
  clock.now += 1000;
  log("e");
  expect(files()).toEqual({
    "app.log": "e\n",
    "app.log.1": "c\nd\n",
    "app.log.2": "b\n",
    "app.log.3": "a\n",
  });
  rmSync(`${file}.1`);
  log("f");
  expect(files()).toEqual({ "app.log": "f\n", "app.log.1": "e\n", "app.log.3": "b\n", "app.log.4": "a\n" });
});

test.each<[string, unknown, ErrorConstructor, string]>([
  ["maxBytes", -1, RangeError, "maxBytes must be a whole number of 0 or more, got -1"],
  ["maxBytes", 0.5, RangeError, "maxBytes must be a whole number of 0 or more, got 0.5"],
  ["maxBytes", Number.NaN, RangeError, "maxBytes must be a whole number of 0 or more, got NaN"],
  ["maxBytes", "1k", TypeError, 'maxBytes must be a whole number of 0 or more, got "1k"'],
  ["backupCount", -1, RangeError, "backupCount must be a whole number of 0 or more, got -1"],
  ["backupCount", 1.5, RangeError, "backupCount must be a whole number of 0 or more, got 1.5"],
  ["backupCount", null, TypeError, "backupCount must be a whole number of 0 or more, got null"],
  ["mode", "wa", RangeError, 'mode must be one of a, w, x, got "wa"'],
  ["bufferSize", -1, RangeError, "bufferSize must be a whole number of 0 or more, got -1"],
  ["maxByte", 5, TypeError, 'unknown option "maxByte", did you mean "maxBytes"?'],
  ["multiProcess", 1, TypeError, "multiProcess must be true or false, and false with a bufferSize, got 1"],
])("%s: %j is refused, and no file is made", (option, value, kind, message) => {
  const folder = temporaryFolder();
  const open = (): RotatingFileHandler =>
    new RotatingFileHandler(join(folder, "app.log"), { maxBytes: 5, [option]: value });
  expect(open).toThrow(kind);
  expect(open).toThrow(`RotatingFileHandler: ${message}`);
  expect(readdirSync(folder)).toEqual([]);
});

test("options that are no object are refused", () => {
  for (const options of [null, "w", []]) {
    expect(() => new RotatingFileHandler("app.log", options as unknown as object)).toThrow(
      "RotatingFileHandler: options must be an object",
    );
  }
});

test("a rollover by hand of a handler that is closed for good moves no old file", () => {
  const { handler, files } = make({ maxBytes: 0, backupCount: 3, mode: "w" }, { "app.log.1": "old\n" });
  handler.close();
  expect(() => handler.doRollover()).toThrow("was closed");
  expect(files()).toEqual({ "app.log": "", "app.log.1": "old\n" });
});

test.each([
  ["w", { "app.log": "new\n" }],
  ["x", { "app.log": "of another run\n" }],
] as const)("mode %s rolls over nothing that another run left", (mode, expected) => {
  const { handler, log, files } = make({ mode, delay: true }, { "app.log": "of another run\n" });
  handler.maxBytes = 10;
  handler.backupCount = 1;
  log("new");
  expect(files()).toEqual(expected);
});
