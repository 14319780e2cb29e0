import { basename } from "node:path";
import process from "node:process";

import type { TestCase, TestModule, Vitest } from "vitest/node";

import { COUNTED, EXCEPTED, type Numbers } from "./report.ts";
import { isFull } from "./scale.ts";
import { maySkip } from "./tools.ts";

/** What `npm test` may take for the short run. */
const LONGEST_SHORT_RUN_MILLISECONDS = 300_000;

function show(numbers: Numbers = {}): string {
  return Object.entries(numbers)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name} ${typeof value === "number" ? value.toLocaleString("en") : value}`)
    .join(", ");
}

/** Numbers of one kind, added up under their names. */
class Sums {
  readonly #sums = new Map<string, number>();

  add(name: string, value: unknown): void {
    if (typeof value === "number") this.#sums.set(name, (this.#sums.get(name) ?? 0) + value);
  }

  shown(): string {
    return show(Object.fromEntries(this.#sums));
  }
}

/**
 * Prints every number, every skip with its reason, and the sums. Fails the run where the short one takes too long, and
 * where something was skipped and nothing may be.
 */
class FaultsReport {
  readonly #lines: string[] = [];
  readonly #skipped: string[] = [];
  readonly #wrong: string[] = [];
  readonly #ours = new Sums();
  readonly #processes = new Sums();
  readonly #peers = new Map<string, Sums>();
  readonly #seeds = new Set<string>();
  /** The most memory that any process took, under the words of its test. */
  readonly #most = new Map<string, number>();
  readonly #counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
  #began = performance.now();
  #write: (text: string) => void = () => undefined;
  /** Of `-t`: what it does not name is skipped, too. */
  #isPart = false;

  onInit(vitest: Vitest): void {
    this.#write = (text) => vitest.logger.log(text);
    this.#isPart = vitest.getGlobalTestNamePattern() !== undefined;
  }

  onTestRunStart(): void {
    this.#began = performance.now();
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules.toSorted((a, b) => (a.moduleId < b.moduleId ? -1 : 1))) {
      this.#lines.push("", basename(module.moduleId, ".faults.ts"));
      for (const testCase of module.children.allTests()) this.#add(testCase);
    }
    const took = performance.now() - this.#began;
    if (!isFull && took > LONGEST_SHORT_RUN_MILLISECONDS) {
      const [seconds, most] = [took, LONGEST_SHORT_RUN_MILLISECONDS].map((time) => Math.round(time / 1000));
      this.#wrong.push(`the short run took ${seconds} seconds, and may take ${most}`);
    }
    const { passed, failed, skipped } = this.#counts;
    if (skipped > 0 && !this.#isPart && !maySkip()) {
      this.#wrong.push(`nothing may be skipped here, and ${skipped} of the tests were`);
    }
    this.#lines.push(
      "",
      `${isFull ? "In full" : "The short run"}: ${passed} held, ${failed} failed, ${skipped} skipped, in ${Math.round(took / 1000)} seconds`,
      `All in all: ${this.#ours.shown()}`,
      `Processes: ${this.#processes.shown()}`,
      `Memory: ${show(Object.fromEntries(this.#most))}`,
      `Seeds: ${[...this.#seeds].join(", ")}`,
      ...[...this.#peers].map(([library, sums]) => `The same of ${library}: ${sums.shown()}`),
      ...this.#skipped.map((reason) => `SKIPPED ${reason}`),
      ...this.#wrong.map((reason) => `WRONG ${reason}`),
    );
    this.#write(this.#lines.join("\n"));
    if (this.#wrong.length > 0) process.exitCode = 1;
  }

  #add(testCase: TestCase): void {
    const result = testCase.result();
    // A test that was not asked for, by `-t`, is none that the machine could not run.
    if (result.state === "skipped" && result.note === undefined && this.#isPart) return;
    this.#counts[result.state]++;
    const { numbers, peer, processes } = testCase.meta();
    const title = testCase.fullName;
    const seconds = ((testCase.diagnostic()?.duration ?? 0) / 1000).toFixed(1);
    const mark = { passed: "holds ", failed: "FAILED", skipped: "skip  ", pending: "      " }[result.state];
    this.#lines.push(`  ${mark} ${title} (${seconds} s)${numbers === undefined ? "" : `: ${show(numbers)}`}`);
    if (result.state === "skipped") this.#skipped.push(`${title}: ${result.note ?? "no reason given"}`);
    for (const name of [...COUNTED, ...EXCEPTED]) this.#sumsOf(peer).add(name, numbers?.[name]);
    for (const [name, value] of Object.entries(numbers ?? {})) {
      if (name === "seed") this.#seeds.add(`${value}`);
      if (name.endsWith("MiB at most") && typeof value === "number") {
        this.#most.set(name, Math.max(value, this.#most.get(name) ?? 0));
      }
    }
    if (processes === undefined) return;
    for (const name of ["started", "killed"] as const) this.#processes.add(name, processes[name]);
  }

  #sumsOf(peer: string | undefined): Sums {
    if (peer === undefined) return this.#ours;
    const sums = this.#peers.get(peer) ?? new Sums();
    this.#peers.set(peer, sums);
    return sums;
  }
}

// Vitest takes a reporter by its default export.
// oxlint-disable-next-line import/no-default-export
export default FaultsReport;
