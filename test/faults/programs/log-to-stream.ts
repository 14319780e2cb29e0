// Logs records to a stream, acknowledges each, and ends as it would have ended.

import net from "node:net";
import { PassThrough, Writable } from "node:stream";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";

import { ConsoleHandler, getLogger, type Handler, StreamHandler } from "@log/core";

import { lineOf, type LineShape } from "../harness/lines.ts";
import { acknowledge } from "./acknowledge.ts";

/** What this program is to do. */
export interface StreamPlan {
  readonly to:
    | "stdout"
    | "stderr"
    | "console"
    | "destroyed"
    | "stuck"
    | "throwing"
    | { readonly port: number };
  readonly count: number;
  readonly shape?: LineShape;
  readonly burst?: number;
  readonly pause?: number;
}

const plan = JSON.parse(process.argv[2] ?? "") as StreamPlan;
const { to, count, shape, burst = 20, pause = 0 } = plan;

async function connect(port: number): Promise<net.Socket> {
  const socket = net.connect(port, "127.0.0.1");
  await new Promise((resolve) => socket.once("connect", resolve));
  return socket.unref();
}

async function handlerOf(): Promise<Handler> {
  switch (to) {
    case "console":
      return new ConsoleHandler();
    case "stdout":
      return new StreamHandler(process.stdout);
    case "stderr":
      return new StreamHandler();
    case "destroyed": {
      const stream = new PassThrough().resume();
      setTimeout(() => stream.destroy(), 20);
      return new StreamHandler(stream);
    }
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
      return new StreamHandler(await connect(to.port));
  }
}

const logger = getLogger("faults");
logger.setLevel("DEBUG");
logger.propagate = false;
logger.addHandler(await handlerOf());

let most = 0;
for (let n = 1; n <= count; n++) {
  logger.info(lineOf("a", n, shape));
  acknowledge("a", n);
  if (n % burst !== 0) continue;
  await (pause > 0 ? sleep(pause) : turn());
  most = Math.max(most, process.memoryUsage.rss());
}
if (to === "stuck" || typeof to === "object") {
  console.log(`${most}`);
  // What waits in a socket keeps a process alive.
  process.exit();
}
