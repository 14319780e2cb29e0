import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import fs, { lstatSync, lutimesSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";

import type { Lock } from "../src/lock.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { systemError } from "./testing-handler.ts";

let folder = "";
let file = "";
let make: (path?: string) => Lock;
let now = 0;

beforeEach(async () => {
  folder = temporaryFolder();
  file = join(folder, ".app.log.lock");
  // A thread makes its name once.
  vi.resetModules();
  const { Lock } = await import("../src/lock.ts");
  make = (path = file) => new Lock(path);
  now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** The name of this thread in a lock, in its three parts. */
function ownName(path: string = file): string[] {
  const lock = make(path);
  expect(lock.take()).toBe(true);
  const name = readlinkSync(path);
  lock.release();
  return name.split(" ");
}

function refuseLinks(): void {
  vi.spyOn(fs, "symlinkSync").mockImplementation(() => {
    throw systemError("EPERM");
  });
}

test("a lock is a link beside the file that names who has it, and is gone when it is given back", () => {
  const lock = make();
  expect([lock.take(), lock.isHeld, lock.isInherited]).toEqual([true, true, false]);
  expect(readdirSync(folder)).toEqual([".app.log.lock"]);
  expect(readlinkSync(file)).toContain(String(process.pid));
  // Longer ones take a block of their own on ext4.
  expect(readlinkSync(file).length).toBeLessThan(60);
  expect(lock.renew()).toBe(true);
  lock.release();
  lock.release();
  expect([lock.isHeld, lock.renew(), readdirSync(folder)]).toEqual([false, false, []]);
});

test("another handler of the same thread does not get it, and does not wait for what cannot come", () => {
  const [one, other] = [make(), make()];
  one.take();
  const wait = vi.spyOn(Atomics, "wait");
  expect([other.take(), other.wait(), one.take()]).toEqual([false, false, false]);
  expect(wait).not.toHaveBeenCalled();
  other.release();
  expect(one.renew()).toBe(true);
  one.release();
  expect(other.take()).toBe(true);
  other.release();
});

test("a lock that could not be removed is had again", () => {
  const lock = make();
  lock.take();
  const unlink = vi.spyOn(fs, "unlinkSync").mockImplementation(() => {
    throw systemError("EBUSY");
  });
  lock.release();
  unlink.mockRestore();
  expect(readdirSync(folder)).toEqual([".app.log.lock"]);
  expect(lock.take()).toBe(true);
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test("who takes a lock that was given back unfinished has it at once, and knows; what it ends nobody hears of", () => {
  const lock = make();
  lock.take();
  lock.release(true);
  expect([lock.isHeld, readdirSync(folder), readlinkSync(file)]).toEqual([
    false,
    [".app.log.lock"],
    "- - unfinished",
  ]);
  const other = make();
  expect([other.take(), other.isInherited, lock.take()]).toEqual([true, true, false]);
  other.release(true);
  expect([lock.take(), lock.isInherited]).toEqual([true, true]);
  lock.release();
  expect([other.take(), other.isInherited]).toEqual([true, false]);
  other.release();
  expect(readdirSync(folder)).toEqual([]);
});

test("a lock that cannot be given back unfinished is kept: it is had again, with the word", () => {
  const lock = make();
  lock.take();
  const rename = vi.spyOn(fs, "renameSync").mockImplementation(() => {
    throw systemError("EACCES");
  });
  lock.release(true);
  rename.mockRestore();
  expect([lock.take(), lock.isInherited]).toEqual([true, true]);
  lock.sweep();
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test("where there are no links, the lock is a file with the name in it", () => {
  refuseLinks();
  const lock = make();
  lock.take();
  expect(lstatSync(file).isFile()).toBe(true);
  expect([make().take(), lock.renew()]).toEqual([false, true]);
  lock.release(true);
  expect([lock.take(), lock.isInherited]).toEqual([true, true]);
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test("a lock that nobody put a name into is stale after 0.9 seconds", () => {
  fs.writeFileSync(file, "");
  const lock = make();
  expect(lock.take()).toBe(false);
  now += 899;
  expect(lock.take()).toBe(false);
  now += 1;
  expect(lock.take()).toBe(true);
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test("a lock that may not be read is stale after 0.9 seconds", () => {
  fs.writeFileSync(file, "1 - elsewhere");
  const read = vi.spyOn(fs, "readFileSync").mockImplementation(((path: string) => {
    throw systemError(path === file ? "EACCES" : "ENOENT");
  }) as typeof fs.readFileSync);
  const lock = make();
  expect(lock.take()).toBe(false);
  now += 900;
  expect(lock.take()).toBe(true);
  read.mockRestore();
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test("where there can be no lock, that is said", () => {
  refuseLinks();
  mkdirSync(file);
  expect(() => make().take()).toThrow("EISDIR");
  file = join(folder, "missing", "lock");
  expect(() => make().take()).toThrow("ENOENT");
});

test("it waits for about five seconds, says that once, and does not wait for the same one again", () => {
  symlinkSync("1 - elsewhere", file);
  const lock = make();
  let slept = 0;
  vi.spyOn(Atomics, "wait").mockImplementation((_cell, _index, _value, milliseconds = 0) => {
    slept += milliseconds;
    return "timed-out";
  });
  const giveUp = vi.fn<() => void>();
  expect([lock.wait(giveUp), lock.wait(giveUp)]).toEqual([false, false]);
  expect(giveUp).toHaveBeenCalledTimes(1);
  expect(slept).toBeGreaterThanOrEqual(5000);
  expect(slept).toBeLessThan(5200);
  fs.unlinkSync(file);
  expect(lock.wait(giveUp)).toBe(true);
  lock.release();
  symlinkSync("1 - elsewhere", file);
  expect(lock.wait(giveUp)).toBe(false);
  expect(giveUp).toHaveBeenCalledTimes(2);
});

test("a lock that goes from hand to hand is waited for until it is had", () => {
  symlinkSync("1 - elsewhere", file);
  const lock = make();
  let slept = 0;
  vi.spyOn(Atomics, "wait").mockImplementation((_cell, _index, _value, milliseconds = 0) => {
    slept += milliseconds;
    if (slept > 20_000) fs.unlinkSync(file);
    else lutimesSync(file, slept, slept);
    return "timed-out";
  });
  const giveUp = vi.fn<() => void>();
  expect(lock.wait(giveUp)).toBe(true);
  expect(giveUp).not.toHaveBeenCalled();
  // It looks often enough however long it has waited.
  expect(slept).toBeLessThan(20_100);
});

test("the lock of another host is stale when it stands unchanged for 0.9 seconds", () => {
  symlinkSync("4711/task/4711 99 0000beef[4026531836]", file);
  const lock = make();
  expect(lock.take()).toBe(false);
  now += 899;
  lutimesSync(file, 5, 5);
  expect(lock.take()).toBe(false);
  now += 899;
  expect(lock.take()).toBe(false);
  now += 1;
  expect([lock.take(), lock.isInherited]).toEqual([true, true]);
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test("who lost the lock to another host sees it, and leaves that one's alone", () => {
  const lock = make();
  lock.take();
  fs.unlinkSync(file);
  symlinkSync("1 - elsewhere", file);
  expect(lock.renew()).toBe(false);
  lock.release();
  expect(readlinkSync(file)).toBe("1 - elsewhere");
});

describe.skipIf(process.platform !== "linux")("on Linux", () => {
  /** A process, and the name that its lock would have. */
  function other(...command: string[]): { child: ChildProcess; name: string } {
    const child = spawn(command[0]!, command.slice(1), { stdio: ["pipe", "pipe", "ignore"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    return { child, name: nameOf(child.pid!) };
  }

  function nameOf(pid: number): string {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "latin1");
    return `${pid}/task/${pid} ${stat.slice(stat.lastIndexOf(")") + 1).split(" ")[20]} ${ownName()[2]}`;
  }

  test("the lock of a process that is gone is taken over at once", () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    symlinkSync(`${pid}/task/${pid} 1 ${ownName()[2]}`, file);
    const lock = make();
    expect([lock.take(), lock.isInherited]).toEqual([true, true]);
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("who was killed while it gave the lock back unfinished leaves one that is had at once", () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    const lock = make();
    lock.take();
    lock.release(true);
    fs.renameSync(file, `${file}~`);
    symlinkSync(`${pid}/task/${pid} 1 ${ownName()[2]}`, file);
    expect([lock.take(), lock.isInherited]).toEqual([true, true]);
    // Nor does it keep the next one from giving it back so.
    symlinkSync(`${pid}/task/${pid} 1 ${ownName(join(folder, "other"))[2]}`, `${file}~`);
    lock.release(true);
    expect([readdirSync(folder), readlinkSync(file)]).toEqual([[".app.log.lock"], "- - unfinished"]);
  });

  test("a process that got the number of one that is gone is not taken for it", () => {
    symlinkSync(`${process.pid}/task/${process.pid} 1 ${ownName()[2]}`, file);
    expect(make().take()).toBe(true);
  });

  test("the lock of a thread that was ended is taken over at once, that of another one is not", () => {
    const [thread, start, place] = ownName();
    symlinkSync(`${process.pid}/task/4194304 ${start} ${place}`, file);
    const lock = make();
    expect(lock.take()).toBe(true);
    lock.release();
    const threads = fs.readdirSync(`/proc/${process.pid}/task`).map((id) => `${process.pid}/task/${id}`);
    const another = threads.find((each) => each !== thread)!;
    const stat = fs.readFileSync(`/proc/${another}/stat`, "latin1");
    symlinkSync(`${another} ${stat.slice(stat.lastIndexOf(")") + 1).split(" ")[20]} ${place}`, file);
    now = 1e9;
    expect(lock.take()).toBe(false);
  });

  test("a zombie has no lock", async () => {
    // It waits for a line, until its parent is one that looks after no children.
    const { child } = other("sh", "-c", "exec 3<&0; { read line <&3; } & echo $!; exec sleep 20");
    const pid = await new Promise<number>((resolve) =>
      child.stdout!.once("data", (data) => resolve(Number(data))),
    );
    const commandOf = (of: number): string => fs.readFileSync(`/proc/${of}/comm`, "latin1");
    await vi.waitFor(() => expect(commandOf(child.pid!)).toBe("sleep\n"), { interval: 5 });
    child.stdin!.end();
    await vi.waitFor(() => expect(fs.readFileSync(`/proc/${pid}/stat`, "latin1")).toContain(") Z"), {
      interval: 5,
    });
    symlinkSync(nameOf(pid), file);
    expect(make().take()).toBe(true);
  });

  test("nobody takes the lock of a process that was stopped", () => {
    const { child, name } = other("sleep", "20");
    child.kill("SIGSTOP");
    symlinkSync(name, file);
    const lock = make();
    for (now = 0; now < 1e6; now += 1e4) expect(lock.take()).toBe(false);
    expect(readlinkSync(file)).toBe(name);
  });

  test("naps that end late count as waiting, and the time in which it was stopped itself does not", () => {
    const { name } = other("sleep", "20");
    symlinkSync(name, file);
    let [naps, late] = [0, 10];
    vi.spyOn(Atomics, "wait").mockImplementation((_cell, _index, _value, milliseconds = 0) => {
      naps++;
      now += milliseconds + late;
      return "timed-out";
    });
    expect(make().wait()).toBe(false);
    expect(now).toBeGreaterThanOrEqual(5000);
    expect(now).toBeLessThan(5100);
    [naps, late] = [0, 1e6];
    expect(make().wait()).toBe(false);
    expect(naps).toBeGreaterThan(50);
  });

  test("what cannot be looked at, with no descriptor left, is not taken for gone", () => {
    const { name } = other("sleep", "20");
    symlinkSync(name, file);
    vi.spyOn(fs, "readFileSync").mockImplementation(() => {
      throw systemError("EMFILE");
    });
    expect(make().take()).toBe(false);
  });

  test("with no descriptor left, a thread does not name itself wrongly", () => {
    const read = vi.spyOn(fs, "readFileSync").mockImplementation(() => {
      throw systemError("EMFILE");
    });
    expect(() => make().take()).toThrow("EMFILE");
    read.mockRestore();
    expect(ownName()[0]).toMatch(/^\d+\/task\/\d+$/);
  });

  test("of two that find the holder gone, the second does not take the lock of the first", () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    const place = ownName()[2];
    symlinkSync(`${pid}/task/${pid} 1 ${place}`, file);
    const link = fs.symlinkSync;
    vi.spyOn(fs, "symlinkSync").mockImplementation((target, path) => {
      // Just before this one gets the guard, the first one has finished.
      if (String(path).endsWith("~")) {
        fs.unlinkSync(file);
        link("1/task/1 2 first", file);
      }
      link(target, path);
    });
    expect(make().take()).toBe(false);
    expect(readlinkSync(file)).toBe("1/task/1 2 first");
    expect(readdirSync(folder)).toEqual([".app.log.lock"]);
  });

  test("one that is taking over keeps others from it; when it is gone too, it is taken over as well", () => {
    const place = ownName()[2];
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    const gone = `${pid}/task/${pid} 1 ${place}`;
    const { name } = other("sleep", "20");
    symlinkSync(gone, file);
    symlinkSync(name, `${file}~`);
    const lock = make();
    expect(lock.take()).toBe(false);
    fs.unlinkSync(`${file}~`);
    symlinkSync(gone, `${file}~`);
    expect(lock.take()).toBe(true);
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("what one left that was killed while taking over is swept away, but not what is at work", () => {
    const place = ownName()[2];
    const { name } = other("sleep", "20");
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    const lock = make();
    lock.take();
    lock.sweep();
    symlinkSync(`${pid}/task/${pid} 1 ${place}`, `${file}~`);
    lock.sweep();
    expect(readdirSync(folder)).toEqual([".app.log.lock"]);
    symlinkSync(name, `${file}~`);
    lock.sweep();
    expect(readlinkSync(`${file}~`)).toBe(name);
    lock.release();
  });
});

describe("where there is no /proc", () => {
  beforeEach(() => {
    const readlink = fs.readlinkSync;
    vi.spyOn(fs, "readlinkSync").mockImplementation(((path: string) => {
      if (path.startsWith("/proc")) throw systemError("ENOENT");
      return readlink(path);
    }) as typeof fs.readlinkSync);
    const read = fs.readFileSync;
    vi.spyOn(fs, "readFileSync").mockImplementation(((path: string, encoding: "latin1") => {
      if (path.startsWith("/proc")) throw systemError("ENOENT");
      return read(path, encoding);
    }) as typeof fs.readFileSync);
  });

  test("a thread is named by its process and its number", () => {
    expect(ownName().slice(0, 2)).toEqual([expect.stringMatching(`^${process.pid}/\\d+$`), "-"]);
  });

  test("the lock of a process that is gone is taken over at once; where one has its number, after ten seconds", () => {
    const place = ownName()[2];
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    symlinkSync(`${pid}/0 - ${place}`, file);
    const lock = make();
    expect(lock.take()).toBe(true);
    lock.release();
    symlinkSync(`${process.ppid}/0 - ${place}`, file);
    expect(lock.take()).toBe(false);
    now += 9999;
    expect(lock.take()).toBe(false);
    now += 1;
    expect(lock.take()).toBe(true);
    lock.release();
  });

  test("a process that may not be asked about is taken for one that is there", () => {
    const place = ownName()[2];
    symlinkSync(`4711/0 - ${place}`, file);
    vi.spyOn(process, "kill").mockImplementation(() => {
      throw systemError("EPERM");
    });
    expect(make().take()).toBe(false);
  });

  test("where a thread can say nothing of itself, it is a host of its own", () => {
    vi.spyOn(process, "getBuiltinModule").mockImplementation(() => {
      throw systemError("EPERM");
    });
    expect(ownName()[2]).toMatch(/^0\.\d+$/);
  });
});
