import fs from "node:fs";
import path from "node:path";

import { type Circumstances, runOnce } from "./measure.ts";
import type { Row } from "./rows.ts";

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const MOST_LINES = 30;

/** Runs a row once under V8's profiler and says where its time went, by function. */
export function profileRow(row: Row, name: string, folder: string, about: Circumstances): string {
  fs.mkdirSync(folder, { recursive: true });
  const file = `${row.name}-${name.replaceAll(/\W+/gu, "")}.cpuprofile`;
  const node = [
    "--cpu-prof",
    `--cpu-prof-dir=${folder}`,
    `--cpu-prof-name=${file}`,
    "--cpu-prof-interval=100",
  ];
  const answer = runOnce({ ...row, count: row.count * 4 }, name, { ...about, node });
  if (answer === undefined) throw new Error(`${name} takes no part in ${row.name}`);
  const profile = JSON.parse(fs.readFileSync(path.join(folder, file), "utf8")) as Profile;
  const lines = selfTimes(profile).slice(0, MOST_LINES);
  const head = `${row.title}, ${name}: ${Math.round(answer.value)} ns a record under the profiler; self times`;
  return [head, ...lines, path.join(folder, file)].join("\n");
}

function selfTimes({ nodes, samples, timeDeltas }: Profile): string[] {
  const names = new Map<number, string>();
  for (const { id, callFrame } of nodes) {
    const { functionName, url, lineNumber } = callFrame;
    const place = url === "" ? "" : ` ${url.split("/").slice(-3).join("/")}:${lineNumber + 1}`;
    names.set(id, `${functionName || "(anonymous)"}${place}`);
  }
  const times = new Map<string, number>();
  let total = 0;
  for (const [i, id] of samples.entries()) {
    const name = names.get(id) ?? "";
    const time = timeDeltas[i] ?? 0;
    if (name === "(idle)" || time < 0) continue;
    times.set(name, (times.get(name) ?? 0) + time);
    total += time;
  }
  return [...times]
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, time]) => `${((time / total) * 100).toFixed(1).padStart(6)} %  ${name}`);
}
