import net from "node:net";

import { expect, onTestFinished, test } from "vitest";

import { type Ended, run, start } from "./harness/child.ts";
import { lineOf } from "./harness/lines.ts";
import { report } from "./harness/report.ts";
import { isFull } from "./harness/scale.ts";
import { needs } from "./harness/tools.ts";
import type { StreamPlan } from "./programs/log-to-stream.ts";

// Promise 2: whatever becomes of a stream, the application does not see it.

const MIB = 1024 * 1024;

/** It ended as if nothing had been wrong. */
function expectUnseen(ended: Ended, acknowledged: number, count: number): void {
  expect(ended).toMatchObject({ code: 0, signal: null, isHung: false });
  expect(acknowledged).toBe(count);
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

test.for(["stdout", "console"] as const)(
  "%s of which head -1 reads one line: the process goes on to its end",
  async (to, context) => {
    needs(context, "signals");
    const plan: StreamPlan = { to, count: 5000 };
    const by = ["sh", "-c", '{ "$0" "$@"; echo "code $?" >&2; } | head -1'];
    const ended = await run("log-to-stream.ts", plan, { by });
    expectUnseen(ended, ended.child.count(), 5000);
    expect(ended.stdout).toBe(`${lineOf("a", 1)}\n`);
    expect(ended.stderr).toContain("code 0");
    if (to === "stdout") expect(ended.stderr.match(/EPIPE/gu)?.length).toBeGreaterThan(0);
    expect(ended.stderr.split("--- Logging error ---").length - 1).toBeLessThanOrEqual(2);
    report(context, { acknowledged: 5000 });
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

test.for(["stdout", "stderr", "console"] as const)("%s, with all of them closed", async (to, context) => {
  needs(context, "signals");
  const plan: StreamPlan = { to, count: 1000 };
  const by = ["sh", "-c", 'exec "$0" "$@" <&- >&- 2>&-'];
  const ended = await run("log-to-stream.ts", plan, { by });
  expectUnseen(ended, ended.child.count(), 1000);
  report(context, { acknowledged: 1000 });
});

test.for(["stdout", "stderr", "console"] as const)("%s on a full device", async (to, context) => {
  needs(context, "/dev/full");
  const plan: StreamPlan = { to, count: 1000 };
  const by = ["sh", "-c", 'exec "$0" "$@" >/dev/full 2>/dev/full'];
  const ended = await run("log-to-stream.ts", plan, { by });
  expectUnseen(ended, ended.child.count(), 1000);
  report(context, { acknowledged: 1000 });
});

test("a socket that is reset", async (context) => {
  const port = await serve((socket) => void setTimeout(() => socket.resetAndDestroy(), 30));
  const plan: StreamPlan = { to: { port }, count: 2000, pause: 1 };
  const ended = await run("log-to-stream.ts", plan);
  expectUnseen(ended, ended.child.count(), 2000);
  expect(ended.stderr).toMatch(/StreamHandler: Error: (?:read|write) E(?:CONNRESET|PIPE)/u);
  expect(ended.stderr).toMatch(/\d+ more of: StreamHandler: Error: the stream was destroyed/u);
  report(context, { acknowledged: 2000 });
});

test("a stream that the application destroys: said once, with how many records did not get there", async (context) => {
  const plan: StreamPlan = { to: "destroyed", count: 2000, pause: 1 };
  const ended = await run("log-to-stream.ts", plan);
  expectUnseen(ended, ended.child.count(), 2000);
  expect(ended.stderr.match(/^StreamHandler: Error: the stream was destroyed/gmu)).toHaveLength(1);
  const more = /(\d+) more of: StreamHandler: Error: the stream was destroyed/u.exec(ended.stderr)?.[1];
  expect(Number(more)).toBeGreaterThan(100);
  report(context, { acknowledged: 2000, "not written and told of": Number(more) + 1 });
});

test("a stream whose write throws", async (context) => {
  const ended = await run("log-to-stream.ts", { to: "throwing", count: 1000 } satisfies StreamPlan);
  expectUnseen(ended, ended.child.count(), 1000);
  expect(ended.stderr).toContain("999 more of: StreamHandler: Error: a stream of its own kind");
  report(context, { acknowledged: 1000, "not written and told of": 1000 });
});

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
    const most = Number(ended.stdout) / MIB;
    const dropped = 1 + Number(/(\d+) more of: StreamHandler: Error: /u.exec(ended.stderr)?.[1]);
    report(context, {
      acknowledged: count,
      "dropped and told of": dropped,
      "resident MiB at most": Math.round(most),
    });
    expect(ended.stderr).toContain("the stream takes nothing");
    expect(dropped).toBeGreaterThan(0);
    expect(most).toBeLessThan(bound);
  },
);
