import fs, { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";

import { AppendFile } from "../src/append-file.ts";
import { ENCODINGS, type FileEncoding } from "../src/text-encoding.ts";
import { failingDisk } from "./failing-disk.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { systemError } from "./testing-handler.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

interface Made {
  file: AppendFile;
  path: string;
  troubles: Error[];
  text: () => string;
}

function make(maxPendingBytes = 64 * 1024 * 1024, encoding: FileEncoding = "utf8"): Made {
  const path = join(temporaryFolder(), "app.log");
  const troubles: Error[] = [];
  const file = new AppendFile(path, {
    owner: "Test",
    mode: "a",
    mkdir: true,
    fileMode: 0o666,
    encoding,
    maxPendingBytes,
    fsync: false,
    tell: (error) => troubles.push(error as Error),
  });
  onTestFinished(() => {
    vi.restoreAllMocks();
    file.close();
  });
  return { file, path, troubles, text: () => readFileSync(path, ENCODINGS[encoding][0]) };
}

const kinds = (troubles: Error[]): string[] => troubles.map(({ name }) => name);

describe.each(["node", "deno"] as const)("a full disk, as %s tells of it,", (manner) => {
  test.each(Array.from({ length: 12 }, (_, room) => room))("with room for %d bytes tears no line", (room) => {
    const { file, troubles, text } = make();
    const disk = failingDisk(manner);
    file.write("whole\n");
    disk.room = room;
    file.write("äöü€\n");
    const isFull = room < 10;
    expect(kinds(troubles)).toEqual(isFull ? ["FileWriteError"] : []);
    file.write("later\n");
    expect(file.isWaiting).toBe(true);
    disk.room = Infinity;
    expect(file.drain()).toBe(true);
    file.write("last\n");
    expect(text()).toBe("whole\näöü€\nlater\nlast\n");
    expect(file.size).toBe(Buffer.byteLength(text()));
  });

  test("tears no line of any of a thousand, whenever there is how much room", () => {
    // A small generator with a fixed seed: the same bytes of room in each run.
    let state = 12_345;
    const random = (below: number): number => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((state / 2_147_483_648) * below);
    };
    for (const encoding of ["utf8", "utf16le", "latin1"] as const) {
      const { file, text } = make(64 * 1024 * 1024, encoding);
      const disk = failingDisk(manner);
      let expected = "";
      for (let number = 0; number < 1000; number++) {
        disk.room = random(4) === 0 ? Infinity : random(60);
        const line = `${number} ${"é".repeat(random(20))}\n`;
        expected += line;
        file.write(line);
        if (random(10) === 0) file.drain();
      }
      disk.room = Infinity;
      expect(file.drain()).toBe(true);
      expect(text()).toBe(expected);
      vi.restoreAllMocks();
    }
  });
});

test("the same line, written by another process while ours failed, is not taken for ours", () => {
  const { file, path, text } = make();
  const disk = failingDisk("node");
  file.write("one\n");
  appendFileSync(path, "same\n");
  disk.room = 0;
  file.write("same\n");
  expect(file.isWaiting).toBe(true);
  disk.room = Infinity;
  expect(file.drain()).toBe(true);
  expect(text()).toBe("one\nsame\nsame\n");
});

test("the error says what failed and carries the system's code and error", () => {
  const { file, path, troubles } = make();
  const disk = failingDisk("node");
  Object.assign(disk, { room: 0, code: "EDQUOT" });
  file.write("one\n");
  expect(troubles[0]).toMatchObject({
    name: "FileWriteError",
    message: `Test: "${path}": bytes kept to be written first: 4, lines dropped: 0`,
    code: "EDQUOT",
    cause: { code: "EDQUOT" },
  });
});

test("beyond maxPendingBytes the oldest records are dropped, counted and told of", () => {
  const { file, troubles, text } = make(30);
  const disk = failingDisk("node");
  file.write("first\n");
  disk.room = 0;
  for (let number = 10; number < 20; number++) file.write(`record ${number}\n`);
  file.drain();
  expect(troubles.at(-1)).toMatchObject({
    name: "FileWriteError",
    message: expect.stringMatching(/first: 30, lines dropped: 7$/),
  });
  disk.room = Infinity;
  file.write("last\n");
  expect(text()).toBe("first\nrecord 17\nrecord 18\nrecord 19\nlast\n");
  expect(troubles.at(-1)).toMatchObject({
    name: "RecordsLost",
    message: expect.stringMatching(/first: 0, lines dropped: 7$/),
  });
  troubles.length = 0;
  file.drain();
  expect(troubles).toEqual([]);
});

test("a record that alone is more than maxPendingBytes is dropped, and not those that wait", () => {
  const { file, text } = make(30);
  const disk = failingDisk("node");
  disk.room = 0;
  file.write("one\n");
  file.write(`${"x".repeat(100)}\n`);
  disk.room = Infinity;
  file.write("two\n");
  expect(text()).toBe("one\ntwo\n");
});

test.each([0, 4])(
  "where the rest of a line was dropped, the next line begins anew (%d bytes kept)",
  (most) => {
    const { file, text } = make(most);
    const disk = failingDisk("node");
    disk.room = 5;
    file.write("half a line\n");
    disk.room = Infinity;
    file.write("two\n");
    expect(text()).toBe("half \ntwo\n");
  },
);

test("the new line that ends a half one is not dropped with the lines that wait", () => {
  const { file, troubles, text } = make(30);
  const disk = failingDisk("node");
  disk.room = 5;
  for (let number = 10; number < 20; number++) {
    file.write(`record ${number}\n`);
    disk.room = 0;
  }
  disk.room = Infinity;
  file.write("last\n");
  expect(text()).toBe("recor\nrecord 17\nrecord 18\nrecord 19\nlast\n");
  expect(troubles.at(-1)?.message).toMatch(/first: 0, lines dropped: 7$/);
});

test("a line that is half in a file that was moved away goes whole to the next", () => {
  const { file, path, text } = make();
  const disk = failingDisk("node");
  disk.room = 14;
  file.write("one\nhalf a line\nthree\n");
  expect(file.isHalfWritten).toBe(true);
  renameSync(path, `${path}.old`);
  disk.room = Infinity;
  file.open();
  expect(file.isHalfWritten).toBe(false);
  file.drain();
  expect(readFileSync(`${path}.old`, "utf8")).toBe("one\nhalf a lin");
  expect(text()).toBe("half a line\nthree\n");
});

test.each([
  { room: 8, expected: "one\nhalf\nby another process\n a line\nhalf a line\nthree\n" },
  // What is in the file already are whole lines.
  { room: 4, expected: "one\n\nby another process\nhalf a line\nthree\n" },
])(
  "a line is written again whole where another process wrote between its beginning and its rest, room $room",
  ({ room, expected }) => {
    const { file, path, troubles, text } = make();
    const disk = failingDisk("node");
    disk.room = room;
    file.write("one\nhalf a line\nthree\n");
    disk.room = Infinity;
    // When it is about to write the rest.
    const write = fs.writeSync as (...args: unknown[]) => number;
    vi.spyOn(fs, "writeSync").mockImplementationOnce((...args: unknown[]) => {
      appendFileSync(path, "\nby another process\n");
      return write(...args);
    });
    expect(file.drain()).toBe(true);
    expect(text()).toBe(expected);
    expect(kinds(troubles)).toEqual(["FileWriteError"]);
  },
);

test("a line that lacks only its new line is not written again where another process ended it", () => {
  const { file, path, text } = make();
  const disk = failingDisk("node");
  disk.room = 3;
  file.write("one\ntwo\n");
  appendFileSync(path, "\nby another process\n");
  disk.room = Infinity;
  expect(file.drain()).toBe(true);
  expect(text()).toBe("one\nby another process\ntwo\n");
});

test("a line that is half in a file that is opened again is written again whole", () => {
  const { file, troubles, text } = make();
  const disk = failingDisk("node");
  disk.room = 5;
  file.write("half a line\n");
  file.close();
  expect(troubles.at(-1)).toMatchObject({
    name: "RecordsLost",
    message: expect.stringMatching(/first: 7, lines dropped: 0$/),
  });
  disk.room = Infinity;
  file.write("two\n");
  expect(text()).toBe("half \nhalf a line\ntwo\n");
});

test("a descriptor that somebody closed is opened anew", () => {
  const { file, troubles, text } = make();
  const open = vi.spyOn(fs, "openSync");
  file.write("one\n");
  fs.closeSync(open.mock.results[0]!.value as number);
  file.write("two\n");
  expect(troubles).toMatchObject([{ name: "FileWriteError", code: "EBADF" }]);
  file.write("three\n");
  expect(text()).toBe("one\ntwo\nthree\n");
});

test("the descriptor of a standard stream that somebody closed is not taken: its lines would stand in the file", () => {
  const { file, text } = make();
  const { openSync, closeSync } = fs;
  const STDERR = 2;
  const open = vi.spyOn(fs, "openSync").mockReturnValueOnce(0).mockReturnValueOnce(STDERR);
  const closed: number[] = [];
  vi.spyOn(fs, "closeSync").mockImplementation((fd) => void (fd > STDERR ? closeSync(fd) : closed.push(fd)));
  open.mockImplementation(openSync);
  file.write("one\n");
  expect(text()).toBe("one\n");
  // They are free again only when the file has another one: before, it would get the same.
  expect(closed).toEqual([STDERR, 0]);
});

test("a write that writes nothing and does not fail is trouble, not an endless loop", () => {
  const { file, troubles, text } = make();
  const write = vi.spyOn(fs, "writeSync").mockReturnValue(0);
  file.write("one\n");
  expect(kinds(troubles)).toEqual(["FileWriteError"]);
  write.mockRestore();
  file.drain();
  expect(text()).toBe("one\n");
});

test("many lines that waited go out in few writes", () => {
  const { file, text } = make();
  const disk = failingDisk("node");
  disk.room = 0;
  for (let number = 0; number < 5000; number++) file.write(`record ${number}\n`);
  disk.room = Infinity;
  const before = vi.mocked(fs.writeSync).mock.calls.length;
  file.drain();
  expect(vi.mocked(fs.writeSync).mock.calls.length - before).toBeLessThan(5);
  expect(text().split("\n")).toHaveLength(5001);
});

test("the size is the file's, with what was there", () => {
  const { file, path } = make();
  writeFileSync(path, "before\n");
  file.open();
  expect(file.size).toBe(7);
  file.write("ä\n");
  expect(file.size).toBe(10);
  appendFileSync(path, "by another process\n");
  expect(file.look()).toBe(true);
  expect(file.size).toBe(29);
});

test("look tells whether the file stands at its path", () => {
  const { file, path } = make();
  expect(file.look()).toBe(true);
  file.open();
  expect(file.look()).toBe(true);
  renameSync(path, `${path}.old`);
  expect(file.look()).toBe(false);
  writeFileSync(path, "another");
  expect(file.look()).toBe(false);
  rmSync(path);
  renameSync(`${path}.old`, path);
  expect(file.look()).toBe(true);
});

test("look measures what stands at the path while nothing is open", () => {
  const { file, path } = make();
  file.look();
  expect([file.size, file.isRegular]).toEqual([0, true]);
  writeFileSync(path, "12345");
  file.look();
  expect([file.size, file.isRegular]).toEqual([5, true]);
  rmSync(path);
  mkdirSync(path);
  file.look();
  expect([file.size, file.isRegular]).toEqual([0, false]);
});

test("where the path cannot be looked at, what was known stays", () => {
  const { file } = make();
  file.write("one\n");
  vi.spyOn(fs, "statSync").mockImplementation(() => {
    throw systemError("EACCES");
  });
  expect(file.look()).toBe(true);
  expect(file.size).toBe(4);
});

test.each(["openSync", "fstatSync"] as const)(
  "when %s fails at reopening, the old file stays open",
  (call) => {
    const { file, path } = make();
    file.write("one\n");
    renameSync(path, `${path}.old`);
    const close = vi.spyOn(fs, "closeSync");
    const spy = vi.spyOn(fs, call).mockImplementation(() => {
      throw systemError("EMFILE");
    });
    expect(() => file.open()).toThrow(expect.objectContaining({ code: "EMFILE" }));
    // What was opened and could not be asked is not left open.
    expect(close).toHaveBeenCalledTimes(call === "fstatSync" ? 1 : 0);
    spy.mockRestore();
    file.write("two\n");
    expect(readFileSync(`${path}.old`, "utf8")).toBe("one\ntwo\n");
  },
);

test("the new file is open before the old one is closed", () => {
  const { file } = make();
  file.open();
  const calls: string[] = [];
  for (const name of ["openSync", "closeSync"] as const) {
    const real = fs[name] as (...args: unknown[]) => unknown;
    vi.spyOn(fs, name).mockImplementation((...args: unknown[]) => {
      calls.push(name);
      return real(...args);
    });
  }
  file.open();
  expect(calls).toEqual(["openSync", "closeSync"]);
});

test.skipIf(process.platform === "win32")("a device is no regular file and has no size", () => {
  const troubles: Error[] = [];
  const file = new AppendFile("/dev/null", {
    owner: "Test",
    mode: "a",
    mkdir: true,
    fileMode: 0o666,
    encoding: "utf8",
    maxPendingBytes: 10,
    fsync: false,
    tell: (error) => troubles.push(error as Error),
  });
  file.write("one\n");
  expect([file.size, file.isRegular, troubles.length]).toEqual([0, false, 0]);
  file.close();
});

test.skipIf(process.platform !== "linux")("a device that is full keeps what it was given", () => {
  const troubles: Error[] = [];
  const file = new AppendFile("/dev/full", {
    owner: "Test",
    mode: "a",
    mkdir: true,
    fileMode: 0o666,
    encoding: "utf8",
    maxPendingBytes: 10,
    fsync: false,
    tell: (error) => troubles.push(error as Error),
  });
  file.write("one\n");
  expect(file.isWaiting).toBe(true);
  expect(troubles).toMatchObject([{ name: "FileWriteError", code: "ENOSPC" }]);
  file.close();
});

test.each<[FileEncoding, string]>([
  ["utf8", "äöü€😀\n"],
  ["utf16le", "äöü€😀\n"],
  ["ascii", String.raw`\xe4\xf6\xfc\u20ac\U0001f600` + "\n"],
])("in %s, lines that are held back are written before the next, in one write", (encoding, expected) => {
  const { file, text } = make(64 * 1024 * 1024, encoding);
  const write = vi.spyOn(fs, "writeSync");
  for (let number = 0; number < 100; number++) file.hold("äöü€😀\n");
  expect([write.mock.calls.length, file.held]).toEqual([
    0,
    100 * Buffer.byteLength(expected, ENCODINGS[encoding][0]),
  ]);
  file.write("last\n");
  expect([write.mock.calls.length, file.held]).toEqual([1, 0]);
  expect(text()).toBe(`${expected.repeat(100)}last\n`);
  file.hold("next\n");
  file.write("");
  expect(text()).toBe(`${expected.repeat(100)}last\nnext\n`);
});

test.each([
  ["written at once", (file: AppendFile) => file.write("zwei\n")],
  [
    "kept for a while",
    (file: AppendFile) => {
      const disk = failingDisk("node");
      disk.room = 0;
      file.write("zwei\n");
      disk.room = Infinity;
      file.drain();
    },
  ],
])("in utf16le, a file that ends within a character is ended with it, and can be read: %s", (_, write) => {
  const { file, path } = make(64 * 1024 * 1024, "utf16le");
  writeFileSync(path, Buffer.from("eins\ntw", "utf16le").subarray(0, -1));
  file.open();
  expect(file.byteLength("zwei\n")).toBe(1 + 2 * "\nzwei\n".length);
  write(file);
  expect(readFileSync(path, "utf16le")).toBe("eins\ntw\nzwei\n");
  expect([file.size, file.byteLength("zwei\n")]).toEqual([26, 10]);
});

test.each([0, 3, 9, 14])("with room for %d bytes no line that was held back is torn or lost", (room) => {
  const { file, path, text } = make();
  writeFileSync(path, "torn");
  const disk = failingDisk("node");
  file.open();
  disk.room = room;
  file.hold("one\n");
  file.hold("two\n");
  file.write("three\n");
  expect(file.isWaiting).toBe(true);
  file.hold("four\n");
  file.write("five\n");
  disk.room = Infinity;
  expect(file.drain()).toBe(true);
  expect(text()).toBe("torn\none\ntwo\nthree\nfour\nfive\n");
});

test("what is held while trouble is told of is not taken for what was held before", () => {
  const path = join(temporaryFolder(), "app.log");
  mkdirSync(path);
  const file: AppendFile = new AppendFile(path, {
    owner: "Test",
    mode: "a",
    mkdir: true,
    fileMode: 0o666,
    encoding: "utf8",
    maxPendingBytes: 1000,
    fsync: false,
    tell: () => file.hold("told\n"),
  });
  onTestFinished(() => file.close());
  file.hold("one\n");
  file.write("two\n");
  rmSync(path, { recursive: true });
  file.write("three\n");
  expect(readFileSync(path, "utf8")).toBe("one\ntold\ntwo\nthree\n");
});
