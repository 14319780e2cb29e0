import fs from "node:fs";

const STDERR = 2;

/**
 * Opens a file, and not by the descriptor of a standard stream that somebody closed: what is written to that stream would
 * stand among the records.
 */
export function openAboveStreams(name: string, flags: string, mode: number): number {
  const fd = fs.openSync(name, flags, mode);
  if (fd > STDERR) return fd;
  try {
    return openAboveStreams(name, "a", mode);
  } finally {
    closeQuietly(fd);
  }
}

/** Reads from a file that is opened for it. */
export function withFile<T>(name: string, work: (fd: number) => T): T {
  const fd = fs.openSync(name, "r");
  try {
    return work(fd);
  } finally {
    closeQuietly(fd);
  }
}

/** Bytes of a file that itself is open for writing only; fewer where it is shorter. */
export function readBytes(name: string, from: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return withFile(name, (fd) => bytes.subarray(0, fs.readSync(fd, bytes, 0, length, from)));
}

/**
 * Waits until a write that is under way is done, of which the file shows the pages that were written. The system makes a
 * change of a file's owner wait for it; this one leaves owner and group as they are.
 */
export function waitForWriter(fd: number): void {
  try {
    fs.fchownSync(fd, -1, -1);
  } catch {
    // Not everywhere; then what is seen twice is believed.
  }
}

/** Closes a descriptor that may be closed already. */
export function closeQuietly(fd: number): void {
  try {
    fs.closeSync(fd);
  } catch {
    // It is gone either way.
  }
}
