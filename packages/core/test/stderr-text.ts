import { afterEach, beforeEach, vi } from "vitest";

import { processState } from "../src/process-state.ts";

/** What was written to stderr since the test began. */
export interface StderrText {
  readonly text: string;
}

/** Catches what each test of a file writes to stderr, and forgets which reports were written before it. */
export function catchStderr(): StderrText {
  const written: string[] = [];
  beforeEach(() => {
    written.length = 0;
    processState().reports.clear();
    vi.spyOn(process.stderr, "write").mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  return {
    get text() {
      return written.join("");
    },
  };
}
