import fs from "node:fs";

import { codeOf } from "./failure.ts";
import { nap } from "./nap.ts";

// So much below a second that nobody has waited longer than that, the naps between its looks included.
const FOREIGN_STALE_MILLISECONDS = 900;
const UNKNOWN_STALE_MILLISECONDS = 10_000;
const LONGEST_WAIT_MILLISECONDS = 5000;
const LATE_MILLISECONDS = 20;

/** The name of a lock that nobody has: who had it left a rollover half done. */
const UNFINISHED = "- - unfinished";

/** The locks of this thread, whichever handler has them. */
const held = new Set<string>();

/** What a lock says of its holder: the thread, when that began, and where such numbers mean something. */
let own = "";

function ownName(): string {
  try {
    const thread = fs.readlinkSync("/proc/thread-self");
    const boot = fs.readFileSync("/proc/sys/kernel/random/boot_id", "latin1").slice(0, 8);
    // Less than 60 bytes: ext4 keeps such a link without a block of its own, ten times as fast.
    return `${thread} ${statOf(thread)[20]} ${boot}${fs.readlinkSync("/proc/self/ns/pid").slice(4)}`;
  } catch (error) {
    // Other systems have no `/proc`. Without descriptors this is still Linux: a fallback name would pass for another
    // host's.
    if (/^E[MN]FILE$/.test(String(codeOf(error)))) throw error;
  }
  try {
    const { threadId } = process.getBuiltinModule("node:worker_threads");
    return `${process.pid}/${threadId} - ${process.getBuiltinModule("node:os").hostname()}`;
  } catch {
    // Deno does not tell the host name without permission; a random number makes this process a host of its own.
    return `${process.pid} - ${Math.random()}`;
  }
}

/** What Linux knows of a thread: `[1]` is its state, `[20]` when it began. */
function statOf(thread: string): string[] {
  const text = fs.readFileSync(`/proc/${thread}/stat`, "latin1");
  return text.slice(text.lastIndexOf(")") + 1).split(" ");
}

function isGone(error: unknown): boolean {
  return /^(?:ENOENT|ESRCH)$/.test(String(codeOf(error)));
}

/** How long somebody's lock is to stand unchanged before it is stale, in milliseconds. */
function patienceFor(name: string): number {
  if (name === UNFINISHED) return 0;
  const [thread = "", start, place] = name.split(" ");
  if (place !== own.split(" ")[2]) return FOREIGN_STALE_MILLISECONDS;
  try {
    const stat = statOf(thread);
    return stat[20] === start && stat[1] !== "Z" ? Infinity : 0;
  } catch (error) {
    if (!isGone(error)) return UNKNOWN_STALE_MILLISECONDS;
  }
  try {
    process.kill(Number.parseInt(thread, 10), 0);
  } catch (error) {
    // A process of somebody else may be hidden.
    return isGone(error) ? 0 : UNKNOWN_STALE_MILLISECONDS;
  }
  // Without a start, the process may be another one that got the number; with one, only the thread is gone.
  return start === "-" ? UNKNOWN_STALE_MILLISECONDS : 0;
}

/** Puts a name there unless one is there: in one step, so that no lock is ever without a name. */
function put(path: string, name: string): boolean {
  try {
    try {
      fs.symlinkSync(name, path);
    } catch (error) {
      if (codeOf(error) === "EEXIST") throw error;
      // Where there are no links, a holder that is killed in here leaves a lock without a name, stale within a second.
      fs.writeFileSync(path, name, { flag: "wx" });
    }
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** The name of the holder; `undefined` where there is no lock, and none of this host where it may not be read. */
function read(path: string): string | undefined {
  try {
    return fs.readlinkSync(path);
  } catch (error) {
    if (isGone(error)) return undefined;
  }
  try {
    return fs.readFileSync(path, "latin1");
  } catch (error) {
    if (codeOf(error) === "EACCES") return "";
    throw error;
  }
}

/** What tells a lock from the next one of the same holder. */
function markOf(path: string): string {
  const stat = fs.lstatSync(path, { throwIfNoEntry: false });
  return `${stat && read(path)} ${stat?.ino} ${stat?.mtimeMs}`;
}

/**
 * A lock among the threads and processes that roll one file over: a symbolic link beside the file that names its
 * holder and points nowhere.
 *
 * It is stale when the holder is gone, not when it is slow: nobody takes the lock of a thread that was stopped. Only
 * on another host, where that cannot be seen, a lock is stale that stands unchanged for 0.9 seconds.
 */
export class Lock {
  /** Whether this handler has it. */
  isHeld = false;
  /** Whether the holder before is gone or left `UNFINISHED`: a rollover may be half done. */
  isInherited = false;
  readonly #path: string;
  #madeGuard: Lock | undefined;
  #mark = "";
  #since = 0;
  /** The mark of the lock that was given up after five seconds. */
  #inVain: string | undefined;

  /** @param path Where the lock is to be. */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Takes the lock if nobody has it, without waiting.
   *
   * @throws The file system's error: there can be no lock.
   */
  take(): boolean {
    own ||= ownName();
    // Another handler of this thread has it, and calls this one.
    if (held.has(this.#path)) return false;
    this.isInherited = !put(this.#path, own);
    if (this.isInherited && !this.#inherit()) return false;
    held.add(this.#path);
    this.isHeld = true;
    return true;
  }

  #inherit(): boolean {
    const name = read(this.#path);
    // It could not be released.
    if (name === own) return true;
    const mark = markOf(this.#path);
    const now = performance.now();
    if (mark !== this.#mark) [this.#mark, this.#since] = [mark, now];
    if (name === undefined || now - this.#since < patienceFor(name)) return false;
    // Only who has the guard puts itself in the place of who is gone, and only in the place of that one.
    const guard = this.#guard();
    if (!guard.take()) return false;
    try {
      if (markOf(this.#path) !== mark) return false;
      fs.renameSync(guard.#path, this.#path);
      return true;
    } finally {
      guard.release();
    }
  }

  #guard(): Lock {
    return (this.#madeGuard ??= new Lock(`${this.#path}~`));
  }

  /**
   * Takes the lock, and waits for it. One that goes from hand to hand is had sooner or later; one that stands unchanged
   * for five seconds is given up, and not waited for again.
   *
   * @param giveUp Hears of waiting in vain.
   */
  wait(giveUp?: () => void): boolean {
    let [waited, still, seen] = [0, 0, ""];
    for (let before = performance.now(); !this.take();) {
      if (held.has(this.#path) || this.#mark === this.#inVain) return false;
      if (this.#mark !== seen) [seen, still] = [this.#mark, 0];
      if (still >= LONGEST_WAIT_MILLISECONDS) {
        this.#inVain = seen;
        giveUp?.();
        return false;
      }
      const pause = Math.random() * (1 + Math.min(waited, LONGEST_WAIT_MILLISECONDS) / 100);
      nap(pause);
      // A busy machine wakes it late, which counts; but a process that was stopped has not waited.
      const now = performance.now();
      const took = Math.max(pause, Math.min(now - before, pause + LATE_MILLISECONDS));
      before = now;
      waited += took;
      still += took;
    }
    return true;
  }

  /** Makes sure that the lock is still held, and lets other hosts see that its holder is at work. */
  renew(): boolean {
    if (!this.isHeld || read(this.#path) !== own) return false;
    try {
      const now = Date.now() / 1000;
      fs.lutimesSync(this.#path, now, now);
    } catch {
      // Not every file system can.
    }
    return true;
  }

  /** Removes what was left by one that was killed while it took the lock of another. */
  sweep(): void {
    const guard = this.#guard();
    if (read(guard.#path) !== undefined && guard.take()) guard.release();
  }

  /**
   * Gives it back, if it is held. Throws nothing: a lock that cannot be removed is taken over next time.
   *
   * @param isUnfinished Lets who takes it next know that something was begun, also after this process has ended.
   */
  release(isUnfinished = false): void {
    if (!this.isHeld) return;
    this.isHeld = false;
    held.delete(this.#path);
    try {
      if (read(this.#path) !== own) return;
      if (isUnfinished) this.#leave();
      else fs.unlinkSync(this.#path);
    } catch {
      // It is stale as soon as this thread has ended.
    }
  }

  /**
   * Renamed over the lock, not removed and made again: in between somebody could take it without learning that a
   * rollover is unfinished.
   */
  #leave(): void {
    this.sweep();
    const next = this.#guard().#path;
    if (put(next, UNFINISHED)) fs.renameSync(next, this.#path);
  }
}
