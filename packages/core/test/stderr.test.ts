import { EventEmitter } from "node:events";

import { afterEach, expect, test, vi } from "vitest";

import { writeToStderr } from "../src/stderr.ts";
import { runProgram } from "./run-program.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

test("it writes to process.stderr as it is, and listens to each stream's errors once", () => {
  const streams = [0, 1].map(() =>
    Object.assign(new EventEmitter(), { write: vi.fn<(text: string) => void>() }),
  );
  for (const stream of [...streams, ...streams]) {
    vi.stubGlobal("process", { stderr: stream });
    writeToStderr("x\n");
  }
  expect(streams.map((stream) => [stream.write.mock.calls.length, stream.listenerCount("error")])).toEqual([
    [2, 1],
    [2, 1],
  ]);
  expect(() => streams[0]!.emit("error", new Error("gone"))).not.toThrow();
});

test.each([[undefined], [{}], [{ stderr: null }]])(
  "where process is %o it writes to the console",
  (given) => {
    const error = vi.fn<(text: string) => void>();
    vi.stubGlobal("process", given);
    vi.stubGlobal("console", { error });
    writeToStderr("one\ntwo\n");
    writeToStderr("three");
    expect(error.mock.calls).toEqual([["one\ntwo"], ["three"]]);
  },
);

test("it throws nothing, whatever is there", () => {
  for (const stderr of [
    5,
    { write: 1 },
    {
      write() {
        throw new Error("x");
      },
    },
  ]) {
    vi.stubGlobal("process", { stderr });
    expect(() => writeToStderr("x")).not.toThrow();
  }
  vi.stubGlobal("process", undefined);
  vi.stubGlobal("console", undefined);
  expect(() => writeToStderr("x")).not.toThrow();
});

test("a stderr whose reader went away does not end the process", async () => {
  const { code, stdout } = await runProgram(
    `
      import { writeToStderr } from "@core/stderr.ts";
      process.stdin.on("end", async () => {
        for (let i = 0; i < 3; i++) {
          writeToStderr("x");
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        console.log("still here");
      }).resume();
      console.log("ready");
    `,
    {
      onOutput: (_, program) => {
        program.stderr?.destroy();
        program.stdin?.end();
      },
    },
  );
  expect([code, stdout]).toEqual([0, "ready\nstill here\n"]);
});
