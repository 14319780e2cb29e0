import type { Case, Json } from "../cases.ts";
import { designed, type Difference, mentions } from "./difference.ts";
import { otherFiles } from "./files.ts";

/** How RotatingFileHandler differs; the first row that fits excuses a case. */
export const ROTATING: readonly Difference[] = [
  {
    id: "rotating: before 3.13 an empty file is rolled over",
    group: "rotating",
    reason: "A record as large as maxBytes left an empty archive behind, and moved the others up.",
    design: "do what CPython 3.13's `logging` does",
    until: [3, 13],
    predicate: designed(hasLongRecord),
  },
  {
    id: "rotating: maxBytes counts bytes",
    group: "rotating",
    reason: "CPython counts the characters of the new record, so that its files grow beyond maxBytes.",
    design: "bytes instead of characters in `maxBytes`",
    predicate: designed(({ steps }) => mentions(steps, /[é€😀]|utf16le/u)),
  },
  {
    id: "rotating: a line that is not whole is not gone on with",
    group: "rotating",
    reason: "A process that was killed in the middle of a line must not take the next record with it.",
    design:
      "A full disk, a partial write and `EAGAIN` lose and tear nothing that a later write can still save",
    predicate: designed(({ files }) => mentions(files, /"app\.log","[^"]*[XYZ]"/u)),
  },
  {
    id: "rotating: after a rollover that stopped half-way a free place is filled",
    group: "rotating",
    reason: "CPython moves all old files up each time that it is tried again, until none is left.",
    design: "After a rollover that stopped half-way a free place is filled",
    predicate: designed(
      ({ steps }, theirs) =>
        mentions(steps, /"delay":true.*"rotator":.*\["roll"\]/u) &&
        mentions(theirs, /"answers":.*"refused"/u),
    ),
  },
  {
    id: "rotating: a record that the file could not be opened for goes out as soon as it can be",
    group: "rotating",
    reason:
      "In mode x a file that is there refuses to be opened until a rollover moves it away; CPython loses the record.",
    design: "what is left over is kept, up to `maxPendingBytes`",
    predicate: designed(
      ({ steps }, theirs, ours) =>
        mentions(steps, /"mode":"x"/u) && mentions(steps, /"delay":true/u) && holdsMoreLines(ours, theirs),
    ),
  },
  {
    id: "rotating: nothing is emptied after close()",
    group: "rotating",
    reason: "CPython in mode w opens the file again to see how long it is, and so empties it.",
    design: "no truncation by a write after `close()`",
    predicate: designed(
      (given) => mentions(given["steps"], /"mode":"[wx]"/u) && goesOn(given, "close", "write", "roll"),
    ),
  },
  {
    id: "rotating: where no old files are kept the file stays as it is",
    group: "rotating",
    reason: "CPython opens it anew in its mode, which empties it in mode w and fails in mode x.",
    design: "a rollover that keeps no old file leaves the file as it is",
    predicate: designed(
      ({ steps }) => mentions(steps, /"mode":"[wx]"/u) && mentions(steps, /"backupCount":0|\["set",\d+,0\]/u),
    ),
  },
  {
    id: "rotating: a rollover by hand without a file removes no old one",
    group: "rotating",
    reason:
      "With delay there may be no file yet; CPython removes the old one whose place it would take, and loses it.",
    design: "a rollover without a file removes no old one",
    predicate: designed(
      (given, theirs, ours) =>
        mentions(given["steps"], /"delay":true/u) &&
        goesOn(given, "open", "roll") &&
        otherFiles(theirs, ours).some((name) => name !== "app.log"),
    ),
  },
];

type Step = readonly [kind: string, ...rest: Json[]];

/** Whether a rotating handler's case has a step of one kind before one of another. */
function goesOn({ steps }: Case, first: string, ...then: readonly string[]): boolean {
  const kinds = (steps as unknown as Step[]).map(([kind]) => kind);
  const at = kinds.indexOf(first);
  return at >= 0 && kinds.slice(at + 1).some((kind) => then.includes(kind));
}

/** Whether the files of one answer have a record, which begins with its number, that those of the other lack. */
function holdsMoreLines(one: Json, other: Json): boolean {
  const [more, less] = [one, other].map((answer) => {
    const texts = Object.values((answer as { files: Record<string, string> }).files);
    // With two bytes a character every other one is 0.
    const lines = texts.flatMap((text) => text.replaceAll("\0", "").split("\n"));
    return new Set(lines.map((line) => /^[XYZ]*(\d+)/u.exec(line)?.[1]));
  });
  return [...more!].some((number) => number !== undefined && !less!.has(number));
}

/** Whether a rotating handler gets a record that is as large as a file may be. */
function hasLongRecord({ steps }: Case): boolean {
  const all = steps as unknown as Step[];
  const limits = all.flatMap(([kind, first]) =>
    kind === "open" ? [(first as { maxBytes: number }).maxBytes] : kind === "set" ? [first as number] : [],
  );
  const least = Math.min(...limits.filter((limit) => limit > 0));
  return all.some(([kind, , count], at) => kind === "write" && `${at}\n`.length + (count as number) >= least);
}
