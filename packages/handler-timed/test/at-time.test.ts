import { expect, test } from "vitest";

import { type AtTime, millisecondsOf } from "../src/at-time.ts";

test.each<[AtTime, number]>([
  ["00:00", 0],
  ["13:45", 49_500],
  ["23:59:59", 86_399],
  [{ hour: 13 }, 46_800],
  [{ hour: 13, minute: 45 }, 49_500],
  [{ hour: 13, minute: 45, second: 30 }, 49_530],
  [{ hour: 1, second: 1 }, 3601],
])("%j is %d seconds after midnight", (atTime, seconds) => {
  expect(millisecondsOf(atTime, "X")).toBe(seconds * 1000);
});

const EXPECTED = 'atTime must be "HH:MM", "HH:MM:SS" or { hour, minute, second }, got';

test.each<[unknown, ErrorConstructor, string]>([
  ["24:00", RangeError, `X: ${EXPECTED} "24:00"`],
  ["12:60", RangeError, `X: ${EXPECTED} "12:60"`],
  ["12:00:60", RangeError, `X: ${EXPECTED} "12:00:60"`],
  ["9:00", RangeError, `X: ${EXPECTED} "9:00"`],
  ["12", RangeError, `X: ${EXPECTED} "12"`],
  ["12:00:00:00", RangeError, `X: ${EXPECTED} "12:00:00:00"`],
  [{ hour: 24 }, RangeError, `X: ${EXPECTED} {"hour":24,"minute":0,"second":0}`],
  [{ hour: 1, minute: -1 }, RangeError, `X: ${EXPECTED} {"hour":1,"minute":-1,"second":0}`],
  [{ hour: 1, second: 0.5 }, RangeError, `X: ${EXPECTED} {"hour":1,"minute":0,"second":0.5}`],
  [{ hour: "1" }, TypeError, `X: ${EXPECTED} a part that is no number`],
  [{}, TypeError, `X: ${EXPECTED} a part that is no number`],
  [{ hours: 1 }, TypeError, 'X: atTime: unknown option "hours", did you mean "hour"?'],
  [1345, TypeError, `X: ${EXPECTED} 1345`],
  [null, TypeError, `X: ${EXPECTED} null`],
])("%j is refused", (atTime, kind, message) => {
  const read = (): number => millisecondsOf(atTime as AtTime, "X");
  expect(read).toThrow(kind);
  expect(read).toThrow(message);
});
