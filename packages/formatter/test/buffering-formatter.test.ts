import type { LogRecord } from "@log/core";
import { expect, test } from "vitest";

import { BufferingFormatter } from "../src/buffering-formatter.ts";
import { Formatter } from "../src/formatter.ts";
import { sampleRecord } from "./sample-record.ts";

const records = [sampleRecord({ msg: "one" }), sampleRecord({ msg: "two" })];

class Framed extends BufferingFormatter {
  override formatHeader(all: readonly LogRecord[]): string {
    return `[(${all.length})`;
  }
  override formatFooter(all: readonly LogRecord[]): string {
    return `(${all.length})]`;
  }
}

test("the messages stand one behind the other", () => {
  expect(new BufferingFormatter().format(records)).toBe("onetwo");
});

test.each([
  ["fields", { fields: { id: 1, "a b": "c\nd", hidden: 2 }, extra: { hidden: 2 } }],
  ["an error", { excInfo: new Error("no\nway"), stackInfo: "Stack:\n    at f\nforged" }],
  ["no error where one was asked for", { excInfo: null }],
  ["an error of another process", { excText: "Error: x\nforged" }],
  ["lines in its message", { msg: "a\nb\x1b" }],
])("without a linefmt a record with %s prints as by a Formatter without a format", (_, attributes) => {
  const text = new BufferingFormatter().format([sampleRecord(attributes)]);
  expect(text).toBe(new Formatter().format(sampleRecord(attributes)));
});

test("linefmt prints each record", () => {
  expect(new BufferingFormatter(new Formatter("<%(message)s>\n")).format(records)).toBe("<one>\n<two>\n");
  expect(new BufferingFormatter({ format: () => "x" }).format(records)).toBe("xx");
});

test("linefmt may be assigned", () => {
  const formatter = new BufferingFormatter();
  formatter.linefmt = { format: ({ levelname }) => levelname };
  expect(formatter.format(records)).toBe("INFOINFO");
});

test("a subclass puts a header before and a footer behind", () => {
  expect(new Framed().format(records)).toBe("[(2)onetwo(2)]");
});

test("no records make an empty text, without header and footer", () => {
  expect(new Framed().format([])).toBe("");
});

test.each([
  [{}, "BufferingFormatter: linefmt must have format(record), got {}"],
  [null, "BufferingFormatter: linefmt must have format(record), got null"],
  ["%(message)s", 'BufferingFormatter: linefmt must have format(record), got "%(message)s"'],
])("%j is no formatter", (linefmt, message) => {
  expect(() => new BufferingFormatter(linefmt as never)).toThrow(new TypeError(message));
});
