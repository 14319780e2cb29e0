import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

// What each write to the log file does, one letter a write, over and over: o all of it, s the first half of it,
// k the same and the process is killed within it, and else an error.
const SOURCE = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

ssize_t write(int fd, const void *bytes, size_t count) {
  static ssize_t (*real)(int, const void *, size_t);
  static size_t call;
  if (!real) real = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
  const char *manner = getenv("FAULTS_WRITES");
  char link[32], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path);
  if (!manner || length < 7 || memcmp(path + length - 7, "app.log", 7)) return real(fd, bytes, count);
  switch (manner[call++ % strlen(manner)]) {
    case 's': return real(fd, bytes, count > 1 ? count / 2 : count);
    case 'k': real(fd, bytes, count / 2); raise(SIGKILL);
    case 'n': errno = ENOSPC; return -1;
    case 'a': errno = EAGAIN; return -1;
    case 'i': errno = EINTR; return -1;
    case 'e': errno = EIO; return -1;
    default: return real(fd, bytes, count);
  }
}
`;

/** Builds a library that makes writes to `app.log` short or fail. @returns What the process is started with. */
export function failingWrites(folder: string, manner: string): Record<string, string> {
  const library = join(folder, "shim.so");
  writeFileSync(join(folder, "shim.c"), SOURCE);
  execFileSync("gcc", ["-shared", "-fPIC", "-o", library, join(folder, "shim.c"), "-ldl"]);
  return { LD_PRELOAD: library, FAULTS_WRITES: manner };
}
