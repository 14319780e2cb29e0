import { expect, test, vi } from "vitest";

import { filtered } from "../src/filtered.ts";
import { makeLogRecord } from "../src/index.ts";

const record = makeLogRecord({ name: "a", levelno: 40, msg: "secret" });
const other = makeLogRecord({ name: "b" });

test.each([
  [true, record],
  [false, false],
  [other, other],
  [record, record],
])("a filter that says %o", (answer, expected) => {
  const failed = vi.fn<(error: unknown) => void>();
  expect(filtered({ filter: () => answer as boolean }, record, failed)).toBe(expected);
  expect(failed).not.toHaveBeenCalled();
});

test("one that throws is told of, and another record stands in the place of the one it saw", () => {
  const failed = vi.fn<(error: unknown) => void>(() => {
    throw new Error("telling fails too");
  });
  const error = new Error("x");
  const filter = (): boolean => {
    throw error;
  };
  const stand = filtered({ filter }, record, failed);
  expect(stand).toMatchObject({ name: "a", levelno: 40, message: "record withheld: its filter failed" });
  expect(failed).toHaveBeenCalledWith(error);
});
