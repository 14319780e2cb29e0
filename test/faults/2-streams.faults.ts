import { readFileSync, writeFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { expect, onTestFinished, test } from "vitest";

import { type Ended, run, start } from "./harness/child.ts";
import { rotatedFiles, temporaryFolder } from "./harness/files.ts";
import { headThatLeaves } from "./harness/leaving-reader.ts";
import { lineOf } from "./harness/lines.ts";
import { report, reportTally } from "./harness/report.ts";
import { isFull } from "./harness/scale.ts";
import { reportsIn } from "./harness/stderr.ts";
import { expectWhole, one, tally } from "./harness/tally.ts";
import { needs } from "./harness/tools.ts";
import type { StreamAnswer, StreamPlan } from "./programs/log-to-stream.ts";
import type { HandlerPlan } from "./programs/make-handler.ts";
import type { MostMemory } from "./programs/measure-memory.ts";

// Promise 2: whatever becomes of a stream, the application does not see it.

const MIB = 1024 * 1024;

/** It ended as if nothing had been wrong. */
function expectUnseen(ended: Ended, acknowledged: number, count: number): void {
  expect(ended).toMatchObject({ code: 0, signal: null, isHung: false });
  expect(acknowledged).toBe(count);
}

/** How many records stderr tells of, under the words of each kind of trouble. */
function toldIn(stderr: string): Record<string, number> {
  const told: Record<string, number> = {};
  // What goes on for longer than ten seconds is reported again, with how often it came meanwhile.
  const reports = /^(?:(\d+) more of: )?StreamHandler: Error: (.*)$|^\(and (\d+) more of this kind\)$/gmu;
  let last = "";
  for (const [, more, words = last, meanwhile] of stderr.matchAll(reports)) {
    last = words;
    told[words] = (told[words] ?? 0) + Number(meanwhile ?? more ?? 1);
  }
  return told;
}

function sum(numbers: Readonly<Record<string, number>>): number {
  return Object.values(numbers).reduce((all, number) => all + number, 0);
}

/** A server that does something with the first connection it gets. */
async function serve(meet: (socket: net.Socket) => void): Promise<number> {
  const server = net.createServer((socket) => {
    socket.on("error", () => undefined);
    meet(socket);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as net.AddressInfo).port;
}

test("stdout of which head -1 reads one line: the process goes on to its end, and each other record is told of", async (context) => {
  needs(context, "signals");
  const { by, gone } = headThatLeaves(temporaryFolder());
  const plan: StreamPlan = { to: "stdout", count: 5000, mishap: { after: 1, what: "waits", until: gone } };
  const ended = await run("log-to-stream.ts", plan, { by });
  expectUnseen(ended, ended.child.count(), 5000);
  expect(ended.stdout).toBe(`${lineOf("a", 1)}\n`);
  expect(ended.stderr).toContain("code 0");
  const told = toldIn(ended.stderr);
  report(context, { acknowledged: 5000, read: 1, "not written and told of": sum(told) });
  expect(told).toEqual({ "write EPIPE": 4999 });
  expect(reportsIn(ended.stderr)).toBe(2);
});

test.for(["stdout", "console"] as const)(
  "%s of which head -1 reads one line and leaves at any moment: the process goes on to its end",
  async (to, context) => {
    needs(context, "signals");
    const plan: StreamPlan = { to, count: 5000 };
    const by = ["sh", "-c", '{ "$0" "$@"; echo "code $?" >&2; } | head -1'];
    const ended = await run("log-to-stream.ts", plan, { by });
    expectUnseen(ended, ended.child.count(), 5000);
    expect(ended.stdout).toBe(`${lineOf("a", 1)}\n`);
    expect(ended.stderr).toContain("code 0");
    expect(reportsIn(ended.stderr)).toBeLessThanOrEqual(2);
    report(context, { acknowledged: 5000, "not written and told of": sum(toldIn(ended.stderr)) });
  },
);

test("stderr of which head -1 reads one line: the process goes on to its end", async (context) => {
  needs(context, "signals");
  const plan: StreamPlan = { to: "stderr", count: 5000 };
  const by = ["sh", "-c", 'exec 4>&1; { "$0" "$@" 2>&1 >&4; echo "code $?" >&4; } | head -1 >&2'];
  const ended = await run("log-to-stream.ts", plan, { by });
  expectUnseen(ended, ended.child.count(), 5000);
  expect(ended).toMatchObject({ stdout: "code 0\n", stderr: `${lineOf("a", 1)}\n` });
  report(context, { acknowledged: 5000 });
});

// Node opens /dev/null in the place of one that is closed when it starts.
test.for(["stdout", "stderr", "console"] as const)("%s, with all of them closed", async (to, context) => {
  needs(context, "signals");
  const plan: StreamPlan = { to, count: 1000 };
  const by = ["sh", "-c", 'exec "$0" "$@" <&- >&- 2>&-'];
  const ended = await run("log-to-stream.ts", plan, { by });
  expectUnseen(ended, ended.child.count(), 1000);
  report(context, { acknowledged: 1000 });
});

test.for(["a pipe", "a file"] as const)(
  "stdout that is %s and is closed under way: each record after it is told of",
  async (what, context) => {
    needs(context, "signals");
    const folder = temporaryFolder();
    const read = join(folder, "read");
    const by = ["sh", "-c", what === "a pipe" ? '"$0" "$@" | cat' : `exec "$0" "$@" > ${read}`];
    const mishap = { after: 400, what: "closes the descriptor of stdout" } as const;
    const plan: StreamPlan = { to: "stdout", count: 1000, mishap };
    const ended = await run("log-to-stream.ts", plan, { by });
    expectUnseen(ended, ended.child.count(), 1000);
    const text = what === "a pipe" ? ended.stdout : readFileSync(read, "utf8");
    const lines = text.split("\n").length - 1;
    const told = toldIn(ended.stderr);
    report(context, { acknowledged: 1000, read: lines, "not written and told of": sum(told) });
    expect(Object.keys(told).join()).toContain("EBADF");
    expect([lines, sum(told)]).toEqual([400, 600]);
    expect(reportsIn(ended.stderr)).toBeLessThanOrEqual(2 * Object.keys(told).length);
  },
);

test.for(["a pipe", "a file"] as const)(
  "stderr that is %s and is closed under way: the process goes on to its end, and a file beside it gets each record and nothing else",
  async (what, context) => {
    needs(context, "signals");
    const folder = temporaryFolder();
    const read = join(folder, "read");
    const by = [
      "sh",
      "-c",
      what === "a pipe" ? '{ "$0" "$@" 2>&1 >&4 | cat >&2; } 4>&1' : `exec "$0" "$@" 2> ${read}`,
    ];
    const mishap = { after: 400, what: "closes the descriptor of stderr" } as const;
    // It opens files after that, too, and the descriptor of stderr is the first that is free.
    const options = { maxBytes: 10_000, backupCount: 100 };
    const beside: HandlerPlan = { kind: "rotating", filename: join(folder, "app.log"), options };
    const plan: StreamPlan = { to: "stderr", count: 1000, mishap, beside };
    const ended = await run("log-to-stream.ts", plan, { by });
    const text = what === "a pipe" ? ended.stderr : readFileSync(read, "utf8");
    const result = tally(rotatedFiles(folder), one(1000));
    reportTally(context, result);
    report(context, { read: text.split("\n").length - 1 });
    if (what === "a file") expectUnseen(ended, ended.child.count(), 1000);
    expect(ended.child.count()).toBe(1000);
    expect(text).toBe(Array.from({ length: 400 }, (_, index) => `${lineOf("a", index + 1)}\n`).join(""));
    expectWhole(result);
  },
);

test.for(["stdout", "stderr", "console"] as const)("%s on a full device", async (to, context) => {
  needs(context, "/dev/full");
  const plan: StreamPlan = { to, count: 1000 };
  const by = ["sh", "-c", 'exec "$0" "$@" >/dev/full 2>/dev/full'];
  const ended = await run("log-to-stream.ts", plan, { by });
  expectUnseen(ended, ended.child.count(), 1000);
  report(context, { acknowledged: 1000 });
});

test.for([
  ["stdout", "stdout"],
  ["a stream of node:fs", { path: "/dev/full" }],
] as const)("%s on a full device: each record is told of", async ([, to], context) => {
  needs(context, "/dev/full");
  const plan: StreamPlan = { to, count: 1000, pause: 1 };
  const ended = await run("log-to-stream.ts", plan, {
    by: to === "stdout" ? ["sh", "-c", 'exec "$0" "$@" >/dev/full'] : [],
  });
  expectUnseen(ended, ended.child.count(), 1000);
  const told = toldIn(ended.stderr);
  report(context, { acknowledged: 1000, "not written and told of": sum(told) });
  expect(Object.keys(told).join()).toContain("ENOSPC");
  expect(sum(told)).toBe(1000);
  expect(reportsIn(ended.stderr)).toBeLessThanOrEqual(2 * Object.keys(told).length);
});

test("a socket that is reset: each record after it is told of", async (context) => {
  const gone = join(temporaryFolder(), "gone");
  let read = "";
  const port = await serve((socket) => {
    socket.setEncoding("utf8").on("data", (text: string) => {
      read += text;
      if (!read.endsWith(`${lineOf("a", 400)}\n`)) return;
      socket.once("close", () => writeFileSync(gone, ""));
      socket.resetAndDestroy();
    });
  });
  const plan: StreamPlan = { to: { port }, count: 2000, mishap: { after: 400, what: "waits", until: gone } };
  const ended = await run("log-to-stream.ts", plan);
  expectUnseen(ended, ended.child.count(), 2000);
  const told = toldIn(ended.stderr);
  // The reset itself is heard of while nothing is written; it cost no record.
  const { "read ECONNRESET": reset = 0, ...records } = told;
  report(context, {
    acknowledged: 2000,
    read: read.split("\n").length - 1,
    "not written and told of": sum(records),
  });
  expect(reset).toBeLessThanOrEqual(1);
  expect([read.split("\n").length - 1, sum(records)]).toEqual([400, 1600]);
  expect(reportsIn(ended.stderr)).toBeLessThanOrEqual(2 * Object.keys(told).length);
});

test("a stream that the application destroys: each record after it is told of", async (context) => {
  const mishap = { after: 400, what: "destroys the stream" } as const;
  const ended = await run("log-to-stream.ts", {
    to: "a stream of its own",
    count: 2000,
    mishap,
  } satisfies StreamPlan);
  expectUnseen(ended, ended.child.count(), 2000);
  const { got } = JSON.parse(ended.stdout) as StreamAnswer;
  const told = toldIn(ended.stderr);
  report(context, { acknowledged: 2000, read: got, "not written and told of": sum(told) });
  expect([got, told]).toEqual([400, { "the stream was destroyed": 1600 }]);
  expect(reportsIn(ended.stderr)).toBe(2);
});

test("a stream whose write throws: each record is told of", async (context) => {
  const ended = await run("log-to-stream.ts", { to: "throwing", count: 1000 } satisfies StreamPlan);
  expectUnseen(ended, ended.child.count(), 1000);
  const told = toldIn(ended.stderr);
  expect(told).toEqual({ "a stream of its own kind": 1000 });
  report(context, { acknowledged: 1000, "not written and told of": sum(told) });
});

// On Linux, too, Node writes to a pipe without waiting: what it does not take waits in the stream.
test.for([
  { to: "stdout", count: 2000, isMuch: false },
  ...(isFull
    ? ([
        { to: "stdout", count: 20_000, isMuch: true },
        { to: "console", count: 2000, isMuch: false },
      ] as const)
    : []),
] as const)(
  "$to that is a pipe whose reader stands still for three seconds, $count lines of 5,000: the process goes on, and what does not fit is told of",
  async ({ to, count, isMuch }, context) => {
    needs(context, "signals");
    const goOn = join(temporaryFolder(), "go-on");
    // What the process says of its memory comes last.
    const by = ["sh", "-c", `"$0" "$@" | { while [ ! -e ${goOn} ]; do sleep 0.1; done; cat; }`];
    const shape = { size: 5000 };
    const plan: StreamPlan = { to, count, burst: 1000, shape };
    const child = start("log-to-stream.ts", plan, { by, preload: ["measure-memory.ts"] });
    await child.reached(1);
    await sleep(3000);
    await child.reached(count);
    expect(child.said.stdout).toBe("");
    writeFileSync(goOn, "");
    const ended = await child.ended;
    expectUnseen(ended, child.count(), count);
    const lines = ended.stdout.split("\n");
    const { rss } = JSON.parse(lines.pop()!) as MostMemory;
    const dropped = sum(toldIn(ended.stderr));
    report(context, {
      acknowledged: count,
      "acknowledged while nobody read": count,
      read: lines.length,
      "dropped and told of": dropped,
      "resident MiB at most": Math.round(rss / MIB),
    });
    // They are the first ones: those that came when 64 MiB waited are dropped.
    expect(lines).toEqual(Array.from({ length: count - dropped }, (_, i) => lineOf("a", i + 1, shape)));
    expect(dropped > 0).toBe(isMuch);
    if (isMuch) expect(ended.stderr).toContain("the stream takes nothing");
    else expect(ended.stderr).toBe("");
    // Node puts all that waits together when it goes on: twice 64 MiB.
    expect(rss / MIB).toBeLessThan(isMuch ? 500 : 200);
  },
);

// Short lines are the dear ones: a stream keeps some hundred bytes besides for each.
test.for([
  { to: "socket", size: 5000, count: 20_000, bound: 300 },
  { to: "stuck", size: 5000, count: 20_000, bound: 300 },
  ...(isFull ? [{ to: "stuck", size: 40, count: 2_000_000, bound: 1000 }] : []),
])(
  "a $to whose reader stops reading, lines of $size: memory stays bounded, and what does not fit is told of",
  async ({ to, size, count, bound }, context) => {
    let sockets: net.Socket[] = [];
    const port = await serve((socket) => void sockets.push(socket.pause()));
    const plan: StreamPlan = {
      to: to === "socket" ? { port } : "stuck",
      count,
      burst: 1000,
      shape: { size },
    };
    const child = start("log-to-stream.ts", plan);
    const ended = await child.ended;
    for (const socket of sockets) socket.destroy();
    sockets = [];
    expectUnseen(ended, child.count(), count);
    const most = (JSON.parse(ended.stdout) as StreamAnswer).rss / MIB;
    const dropped = sum(toldIn(ended.stderr));
    report(context, {
      acknowledged: count,
      "dropped and told of": dropped,
      "resident MiB at most": Math.round(most),
    });
    expect(ended.stderr).toContain("the stream takes nothing");
    expect(dropped).toBeGreaterThan(0);
    // The first ones are held, up to the line that passes the bound; what a socket has sent on is nowhere counted.
    let held = 0;
    for (let n = 1; n <= count - dropped; n++) held += lineOf("a", n, { size: 0 }).length + size + 1;
    if (to === "stuck") expect(held / MIB).toBeLessThan(64.01);
    expect(held / MIB).toBeGreaterThan(63);
    expect(most).toBeLessThan(bound);
  },
);
