import { Buffer } from "node:buffer";

import { expect, test } from "vitest";

import { StreamHandler } from "../src/index.ts";
import { ownTree } from "./own-tree.ts";

// The counterpart of CPython's EncodingTest, in Lib/test/test_logging.py.

test("EncodingTest.test_encoding_cyrillic_unicode: a stream gets the text, and encodes it as it likes", () => {
  const { logger } = ownTree();
  const chunks: Buffer[] = [];
  logger.addHandler(new StreamHandler({ write: (text) => chunks.push(Buffer.from(text, "utf16le")) }));
  logger.warning("до свидания");
  expect(Buffer.concat(chunks).toString("utf16le")).toBe("до свидания\n");
  expect(Buffer.concat(chunks)).toHaveLength(24);
});
