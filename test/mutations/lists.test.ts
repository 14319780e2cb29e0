import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const lists = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".json"));

test.each(lists)("what %s breaks stands once in its source", (name) => {
  const mutations = JSON.parse(readFileSync(join(import.meta.dirname, name), "utf8")) as readonly {
    readonly file: string;
    readonly find: string;
  }[];
  const counts = mutations.map(({ file, find }) => ({
    file,
    find,
    count: readFileSync(join(root, file), "utf8").split(find).length - 1,
  }));
  expect(counts.filter(({ count }) => count !== 1)).toEqual([]);
  expect(counts.length).toBeGreaterThan(0);
});
