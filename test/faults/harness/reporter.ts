import { basename } from "node:path";

import type { TestCase, TestModule, Vitest } from "vitest/node";

import type { Numbers } from "./report.ts";
import { isFull } from "./scale.ts";

function show(numbers: Numbers = {}): string {
  return Object.entries(numbers)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name} ${typeof value === "number" ? value.toLocaleString("en") : value}`)
    .join(", ");
}

/** Prints every number, every skip with its reason, and the sums. */
class FaultsReport {
  readonly #lines: string[] = [];
  readonly #skipped: string[] = [];
  readonly #sums = new Map<string, number>();
  readonly #counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
  #write: (text: string) => void = () => undefined;

  onInit(vitest: Vitest): void {
    this.#write = (text) => vitest.logger.log(text);
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules.toSorted((a, b) => (a.moduleId < b.moduleId ? -1 : 1))) {
      this.#lines.push("", basename(module.moduleId, ".faults.ts"));
      for (const testCase of module.children.allTests()) this.#add(testCase);
    }
    const sums = [...this.#sums].map(([name, sum]) => `${name} ${sum.toLocaleString("en")}`).join(", ");
    const { passed, failed, skipped } = this.#counts;
    this.#lines.push(
      "",
      `${isFull ? "In full" : "The short run"}: ${passed} held, ${failed} failed, ${skipped} skipped`,
      `All in all: ${sums}`,
      ...this.#skipped.map((reason) => `SKIPPED ${reason}`),
    );
    this.#write(this.#lines.join("\n"));
  }

  #add(testCase: TestCase): void {
    const result = testCase.result();
    // A test that was not asked for, by `-t`, is none that the machine could not run.
    if (result.state === "skipped" && result.note === undefined) return;
    this.#counts[result.state]++;
    const { numbers } = testCase.meta();
    const title = testCase.fullName;
    const seconds = ((testCase.diagnostic()?.duration ?? 0) / 1000).toFixed(1);
    const mark = { passed: "holds ", failed: "FAILED", skipped: "skip  ", pending: "      " }[result.state];
    this.#lines.push(`  ${mark} ${title} (${seconds} s)${numbers === undefined ? "" : `: ${show(numbers)}`}`);
    if (result.state === "skipped") this.#skipped.push(`${title}: ${result.note}`);
    for (const name of ["acknowledged", "lost", "doubled", "torn", "disordered"]) {
      const value = numbers?.[name];
      if (typeof value === "number") this.#sums.set(name, (this.#sums.get(name) ?? 0) + value);
    }
  }
}

// Vitest takes a reporter by its default export.
// oxlint-disable-next-line import/no-default-export
export default FaultsReport;
