import fs from "node:fs";

// Taken before anything wraps it, so that an acknowledgement is none of the calls that are counted or made to fail.
const { writeSync } = fs;
const ACKNOWLEDGEMENTS = 3;

/** Tells the parent that the call for a record has returned. */
export function acknowledge(writer: string, n: number): void {
  writeSync(ACKNOWLEDGEMENTS, `${writer} ${n}\n`);
}
