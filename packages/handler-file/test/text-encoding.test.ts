import { expect, test } from "vitest";

import { ENCODINGS, encodingName, escapeLacking, type FileEncoding } from "../src/text-encoding.ts";

const TEXTS = ["", "plain", "äöü", "\u{80}ÿ", "€\u010A", "😀", "\u2028\0"];

test.each(Object.keys(ENCODINGS) as FileEncoding[])("what %s can hold reads back", (encoding) => {
  const [name, lacks] = ENCODINGS[encoding];
  for (const text of TEXTS) {
    const fitting = lacks === undefined ? text : escapeLacking(text, lacks);
    expect(Buffer.from(fitting, name).toString(name)).toBe(fitting);
  }
});

test.each<[FileEncoding, string, string]>([
  ["latin1", "ÿ", "ÿ"],
  ["latin1", "Ā", String.raw`\u0100`],
  ["ascii", "\x7F", "\x7F"],
  ["ascii", "\x80", String.raw`\x80`],
  ["ascii", "€ä", String.raw`\u20ac\xe4`],
  ["ascii", "😀é", String.raw`\U0001f600\xe9`],
  ["latin1", "\uD800", String.raw`\ud800`],
])("%s holds %j as %j", (encoding, text, expected) => {
  expect(escapeLacking(text, ENCODINGS[encoding][1]!)).toBe(expected);
});

test.each([
  ["UTF-8", "utf8"],
  ["utf-16-le", "utf16le"],
  ["utf_16_le", "utf16le"],
  ["Latin-1", "latin1"],
])("%s is %s", (spelling, name) => {
  expect(encodingName(spelling)).toBe(name);
});
