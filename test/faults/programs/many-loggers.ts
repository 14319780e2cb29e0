// Asks for very many loggers, as a service does that names them after its requests.

import { getLogger } from "@log/core";

const { count } = JSON.parse(process.argv[2] ?? "") as { count: number };
const gc = globalThis.gc as () => void;
gc();
const before = process.memoryUsage().heapUsed;
const began = process.threadCpuUsage();
for (let i = 0; i < count; i++) {
  // Below one parent, each below another, and deep.
  if (i % 3 === 0) getLogger(`request.${i}`).debug("switched off");
  else if (i % 3 === 1) getLogger(`tenant${i}.db.query`).debug("switched off");
  else getLogger(`${i}`).debug("switched off");
}
getLogger("request").setLevel("INFO");
getLogger("a.".repeat(10_000)).debug("ten thousand deep");
const { user, system } = process.threadCpuUsage(began);
const milliseconds = (user + system) / 1000;
gc();
process.stdout.write(JSON.stringify({ milliseconds, bytes: process.memoryUsage().heapUsed - before }));
