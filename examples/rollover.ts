// Files that start anew: by size and by time.
// Run it: node --conditions=@log/source rollover.ts

import { readdirSync, statSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

import { getLogger } from "@log/core";
import { Formatter } from "@log/formatter";
import { RotatingFileHandler } from "@log/handler-rotating";
import { TimedRotatingFileHandler } from "@log/handler-timed";

function list(prefix: string): void {
  for (const name of readdirSync(".")
    .filter((entry) => entry.startsWith(prefix))
    .toSorted()) {
    console.log(`${String(statSync(name).size).padStart(6)}  ${name}`);
  }
}

console.log("-- by size: at most 1024 bytes a file, three old ones --");
const bySize = getLogger("bySize");
bySize.setLevel("INFO");
const rotating = new RotatingFileHandler("log.txt", { maxBytes: 1024, backupCount: 3 });
rotating.setFormatter(new Formatter("%(asctime)s - %(levelname)s - %(message)s"));
bySize.addHandler(rotating);
for (let i = 1; i <= 100; i++) bySize.info("record number %d", i);
list("log.txt");

console.log("-- by time: a new file each second, two old ones --");
const byTime = getLogger("byTime");
byTime.setLevel("INFO");
const timed = new TimedRotatingFileHandler("seconds.txt", {
  when: "S",
  interval: 1,
  backupCount: 2,
  delay: true,
});
timed.setFormatter(new Formatter("%(asctime)s %(message)s"));
byTime.addHandler(timed);
for (let i = 1; i <= 8; i++) {
  byTime.info("tick %d", i);
  if (i % 4 === 0) {
    console.log(`after tick ${i}:`);
    list("seconds.txt");
  }
  await wait(500);
}

console.log("-- when the next rollover is due, for every when --");
const rules = ["S", "M", "H", "D", "midnight", "W0", "W1", "W2", "W3", "W4", "W5", "W6"] as const;
for (const when of rules) {
  const handler = new TimedRotatingFileHandler(`never-written-${when}.txt`, { when, delay: true, utc: true });
  const next = handler.computeRollover(Date.UTC(2026, 10, 22, 12, 30) / 1000);
  console.log(`${when.padEnd(8)} after 2026-11-22 12:30 UTC: ${new Date(next * 1000).toISOString()}`);
  handler.close();
}
const fiveHours = new TimedRotatingFileHandler("hours.txt", { when: "h", interval: 5, backupCount: 40 });
fiveHours.setFormatter(new Formatter("%(message)s"));
const byHours = getLogger("byHours");
byHours.setLevel("INFO");
byHours.addHandler(fiveHours);
byHours.info("this file rolls over in five hours");
list("hours.txt");
