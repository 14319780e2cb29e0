/** What vitest writes of a run (`--reporter=json`), as far as it is looked at. */
export interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/** What a mutation came to. */
export type Verdict =
  /** A test failed, which ran. */
  | { readonly kind: "caught"; readonly by: string; readonly message: string }
  /** All tests passed. */
  | { readonly kind: "survived" }
  /** Nothing is known of it: it does not compile, or no test failed though the run did. */
  | { readonly kind: "not tried"; readonly reason: string };

/**
 * What a run of the tests says of a mutation.
 *
 * @param report `undefined` where the run ended without one.
 * @param status The exit code; `null` where the run was ended from outside.
 */
export function verdictOf(report: Report | undefined, status: number | null): Verdict {
  const results = report?.testResults ?? [];
  const tests = results.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests.find((test) => test.status === "failed");
  if (failed !== undefined) {
    return { kind: "caught", by: failed.fullName, message: failed.failureMessages?.join("\n") ?? "" };
  }
  if (status === null) return { kind: "not tried", reason: "the tests did not end in time" };
  if (report === undefined)
    return { kind: "not tried", reason: `the run ended with ${status} and no report` };
  const broken = results.find(({ message }) => message !== "");
  if (broken !== undefined) return { kind: "not tried", reason: `${broken.name}: ${broken.message}` };
  if (status !== 0) return { kind: "not tried", reason: `the run ended with ${status}, and no test failed` };
  if (!tests.some((test) => test.status === "passed")) return { kind: "not tried", reason: "no test ran" };
  return { kind: "survived" };
}
