import { expect, test } from "vitest";

import { type Report, verdictOf } from "./verdict.ts";

function report(statuses: readonly string[], message = ""): Report {
  const assertionResults = statuses.map((status, index) => ({
    status,
    fullName: `test ${index}`,
    failureMessages: status === "failed" ? ["expected 1 to be 2"] : [],
  }));
  return { testResults: [{ name: "a.test.ts", message, assertionResults }] };
}

test("a mutation is caught by a test that failed, whatever else went wrong", () => {
  const caught = { kind: "caught", by: "test 1", message: "expected 1 to be 2" };
  expect(verdictOf(report(["passed", "failed"]), 1)).toEqual(caught);
  expect(verdictOf(report(["passed", "failed"], "x"), 1)).toEqual(caught);
  expect(verdictOf(report(["passed", "failed"]), null)).toEqual(caught);
});

test("it survived where all tests passed", () => {
  expect(verdictOf(report(["passed", "skipped"]), 0)).toEqual({ kind: "survived" });
});

test.each<[string, Report | undefined, number | null, string]>([
  ["a file of tests could not be read", report([], "SyntaxError: no"), 1, "a.test.ts: SyntaxError: no"],
  ["the run failed beside the tests", report(["passed"]), 1, "the run ended with 1, and no test failed"],
  ["the run told nothing", undefined, 1, "the run ended with 1 and no report"],
  ["the tests did not end", undefined, null, "the tests did not end in time"],
  ["no test ran", report(["skipped"]), 0, "no test ran"],
])("it was not tried where %s", (_, given, status, reason) => {
  expect(verdictOf(given, status)).toEqual({ kind: "not tried", reason });
});
