import fs from "node:fs";

import { onTestFinished, vi } from "vitest";

import { systemError } from "./testing-handler.ts";

/** A disk that has room for so many more bytes. */
export interface FailingDisk {
  room: number;
  code: string;
}

/**
 * Makes `fs.writeSync` write as to a full disk: what there is room for, and then an error.
 *
 * @param manner Node and Bun answer how much they wrote, and throw at the next call; Deno throws having written it.
 */
export function failingDisk(manner: "node" | "deno"): FailingDisk {
  const disk: FailingDisk = { room: Infinity, code: "ENOSPC" };
  const { writeSync } = fs;
  if (manner === "deno") {
    vi.stubGlobal("Deno", {});
    onTestFinished(() => void vi.unstubAllGlobals());
  }
  vi.spyOn(fs, "writeSync").mockImplementation(
    (fd: number, data: string | Buffer, _at: unknown, encoding: unknown) => {
      const bytes = typeof data === "string" ? Buffer.from(data, encoding as BufferEncoding) : data;
      const part = bytes.subarray(0, Math.max(0, disk.room));
      if (part.length === 0 && bytes.length > 0) throw systemError(disk.code);
      const written = writeSync(fd, part);
      disk.room -= written;
      if (manner === "deno" && written < bytes.length) throw systemError(disk.code);
      return written;
    },
  );
  return disk;
}
