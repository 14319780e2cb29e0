import { checkOptions } from "@log/core";

/** A time of day: `"13:45"`, `"13:45:30"`, or its parts. */
export type AtTime = string | { hour: number; minute?: number; second?: number };

const TEXT = /^(\d\d):(\d\d)(?::(\d\d))?$/;

/**
 * The milliseconds after midnight of a time of day.
 *
 * @param owner Who asks: the words that begin the error's message.
 * @throws {TypeError} It is neither a text nor an object of numbers.
 * @throws {RangeError} There is no such time.
 */
export function millisecondsOf(atTime: AtTime, owner: string): number {
  if (typeof atTime === "string") {
    const [, hour, minute, second = "0"] = TEXT.exec(atTime) ?? [];
    return checked(Number(hour), Number(minute), Number(second), owner, JSON.stringify(atTime));
  }
  if (typeof atTime !== "object" || atTime === null) {
    throw new TypeError(`${owner}: ${EXPECTED}, got ${String(atTime)}`);
  }
  checkOptions(`${owner}: atTime`, atTime, ["hour", "minute", "second"]);
  const { hour, minute = 0, second = 0 } = atTime;
  for (const part of [hour, minute, second]) {
    if (typeof part !== "number") throw new TypeError(`${owner}: ${EXPECTED}, got a part that is no number`);
  }
  return checked(hour, minute, second, owner, JSON.stringify({ hour, minute, second }));
}

const EXPECTED = 'atTime must be "HH:MM", "HH:MM:SS" or { hour, minute, second }';

function checked(hour: number, minute: number, second: number, owner: string, got: string): number {
  if (!isWithin(hour, 23) || !isWithin(minute, 59) || !isWithin(second, 59)) {
    throw new RangeError(`${owner}: ${EXPECTED}, got ${got}`);
  }
  return ((hour * 60 + minute) * 60 + second) * 1000;
}

function isWithin(part: number, most: number): boolean {
  return Number.isInteger(part) && part >= 0 && part <= most;
}
