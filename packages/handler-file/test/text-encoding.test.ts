import { expect, test } from "vitest";

import { type FileEncoding, TEXT_ENCODINGS } from "../src/text-encoding.ts";

const TEXTS = ["", "plain", "äöü", "€\u010A", "😀", "\uD800", "\u2028\0"];

test.each(Object.keys(TEXT_ENCODINGS) as FileEncoding[])("%s counts the bytes that it writes", (encoding) => {
  const { name, fit, byteLength } = TEXT_ENCODINGS[encoding];
  for (const text of TEXTS) {
    const fitting = fit === undefined ? text : fit(text);
    expect(byteLength(fitting), JSON.stringify(text)).toBe(Buffer.from(fitting, name).length);
  }
});

test.each<[FileEncoding, string, string]>([
  ["latin1", "ÿ", "ÿ"],
  ["latin1", "Ā", String.raw`\u0100`],
  ["ascii", "\x7F", "\x7F"],
  ["ascii", "\x80", String.raw`\x80`],
  ["ascii", "€", String.raw`\u20ac`],
])("%s holds %j as %j", (encoding, text, expected) => {
  expect(TEXT_ENCODINGS[encoding].fit!(text)).toBe(expected);
});
