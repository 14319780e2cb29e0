import { expect, test } from "vitest";

import { checkWhen } from "../src/when.ts";

test.each([
  [undefined, "H"],
  ["s", "S"],
  ["M", "M"],
  ["midnight", "MIDNIGHT"],
  ["MidNight", "MIDNIGHT"],
  ["w0", "W0"],
  ["W6", "W6"],
])("when %s is %s", (when, unit) => {
  expect(checkWhen("X", when)).toBe(unit);
});

test.each<[unknown, ErrorConstructor, string]>([
  ["W7", RangeError, 'got "W7" (W0 is Monday)'],
  ["w", RangeError, 'got "w" (W0 is Monday)'],
  ["W00", RangeError, 'got "W00" (W0 is Monday)'],
  ["", RangeError, 'got ""'],
  ["fortnight", RangeError, 'got "fortnight"'],
  ["SM", RangeError, 'got "SM"'],
  [5, TypeError, "got number"],
  [null, TypeError, "got object"],
])("when %s is refused", (when, kind, got) => {
  const check = (): string => checkWhen("X", when);
  expect(check).toThrow(kind);
  expect(check).toThrow(
    new RegExp(String.raw`^X: when must be one of S, M, H, D, midnight, W0–W6, ${escaped(got)}$`),
  );
});

function escaped(text: string): string {
  return text.replaceAll(/[()]/g, String.raw`\$&`);
}
