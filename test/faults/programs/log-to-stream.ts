// Logs records to a stream, acknowledges each, and ends as it would have ended.

import fs from "node:fs";
import net from "node:net";
import { PassThrough, Writable } from "node:stream";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";

import { ConsoleHandler, getLogger, type Handler, StreamHandler } from "@log/core";

import { lineOf, type LineShape } from "../harness/lines.ts";
import { acknowledge } from "./acknowledge.ts";
import { type HandlerPlan, makeHandler } from "./make-handler.ts";
import { waitForFile } from "./wait-for-file.ts";

/** What this program is to do. */
export interface StreamPlan {
  readonly to:
    | "stdout"
    | "stderr"
    | "console"
    | "a stream of its own"
    | "stuck"
    | "throwing"
    | { readonly port: number }
    | { readonly path: string };
  readonly count: number;
  readonly shape?: LineShape;
  readonly burst?: number;
  readonly pause?: number;
  /** A handler beside it, which gets each record too. */
  readonly beside?: HandlerPlan;
  /** What happens after so many records, once all of them have gone out. */
  readonly mishap?: { readonly after: number } & (
    | {
        readonly what:
          | "destroys the stream"
          | "closes the descriptor of stdout"
          | "closes the descriptor of stderr";
      }
    /** Waits for the sign that the other side has done something. */
    | { readonly what: "waits"; readonly until: string }
  );
}

/** What this program says at its end where it logs to no stream of the process. */
export interface StreamAnswer {
  /** Bytes in memory at most. */
  readonly rss: number;
  /** Lines that came out of a stream of its own. */
  readonly got: number;
}

const plan = JSON.parse(process.argv[2] ?? "") as StreamPlan;
const { to, count, shape, burst = 20, pause = 0, mishap } = plan;

async function connect(port: number): Promise<net.Socket> {
  const socket = net.connect(port, "127.0.0.1");
  await new Promise((resolve) => socket.once("connect", resolve));
  return socket.unref();
}

const own = new PassThrough();
let got = 0;
own.setEncoding("utf8").on("data", (text: string) => (got += text.split("\n").length - 1));

async function handlerOf(): Promise<Handler> {
  switch (to) {
    case "console":
      return new ConsoleHandler();
    case "stdout":
      return new StreamHandler(process.stdout);
    case "stderr":
      return new StreamHandler();
    case "a stream of its own":
      return new StreamHandler(own);
    case "stuck":
      // It never says that it has taken anything.
      return new StreamHandler(new Writable({ write: () => undefined }));
    case "throwing":
      return new StreamHandler({
        write() {
          throw new Error("a stream of its own kind");
        },
      });
    default:
      return new StreamHandler("port" in to ? await connect(to.port) : fs.createWriteStream(to.path));
  }
}

async function meetMishap(): Promise<void> {
  // What was written goes out before.
  await sleep(50);
  if (mishap?.what === "destroys the stream") own.destroy();
  if (mishap?.what === "closes the descriptor of stdout") fs.closeSync(1);
  if (mishap?.what === "closes the descriptor of stderr") fs.closeSync(2);
  if (mishap?.what === "waits") await waitForFile(mishap.until);
}

const logger = getLogger("faults");
logger.setLevel("DEBUG");
logger.propagate = false;
logger.addHandler(await handlerOf());
if (plan.beside !== undefined) logger.addHandler(makeHandler(plan.beside));

let rss = 0;
for (let n = 1; n <= count; n++) {
  logger.info(lineOf("a", n, shape));
  acknowledge("a", n);
  if (n === mishap?.after) await meetMishap();
  if (n % burst !== 0) continue;
  await (pause > 0 ? sleep(pause) : turn());
  rss = Math.max(rss, process.memoryUsage.rss());
}
if (to !== "stdout" && to !== "stderr" && to !== "console") {
  fs.writeSync(1, JSON.stringify({ rss, got } satisfies StreamAnswer));
  // What waits in a socket keeps a process alive.
  if (typeof to === "object") process.exit();
}
