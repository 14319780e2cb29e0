import { spawnSync } from "node:child_process";
import { renameSync, writeFileSync } from "node:fs";

/** `faketime` itself stands between: a signal would end it alone. So it is asked what it would load. */
function environment(): Record<string, string> {
  const { stdout } = spawnSync("faketime", ["-f", "+0", "printenv", "LD_PRELOAD"], { encoding: "utf8" });
  return {
    LD_PRELOAD: stdout.trim(),
    // Timers go on as they would.
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
    // The files' times are the real ones.
    NO_FAKE_STAT: "1",
  };
}

/**
 * What a process is started with whose clock shows another time and goes faster.
 *
 * @param from Such as `2026-03-29 00:00:00`, in the process's time zone.
 */
export function fastClock(from: string, speed: number, zone: string): Record<string, string> {
  return { ...environment(), FAKETIME: `@${from} x${speed}`, TZ: zone };
}

/** A clock that the test sets while a process runs. */
export class SetClock {
  /** What the process is started with. */
  readonly env: Readonly<Record<string, string>>;
  readonly #file: string;

  /** @param file Where the clock is to be told the time. */
  constructor(file: string) {
    this.#file = file;
    this.set("+0");
    this.env = { ...environment(), FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: "1" };
  }

  /** @param offset How far it is from the right time, such as `+3h` or `-2d`. */
  set(offset: string): void {
    writeFileSync(`${this.#file}.new`, `${offset}\n`);
    renameSync(`${this.#file}.new`, this.#file);
  }
}
