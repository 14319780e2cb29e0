// Prints in the end what ran where: each test says it in a diagnostic `seen: what | where | which`.

import type { TestEvent } from "node:test/reporters";

const MARK = "seen: ";

export default async function* summarize(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const seen = new Map<string, Map<string, string[]>>();
  for await (const { type, data } of events) {
    if (type !== "test:diagnostic" || !data.message.startsWith(MARK)) continue;
    const [what = "", where = "", which = ""] = data.message.slice(MARK.length).split(" | ");
    const places = seen.get(what) ?? new Map<string, string[]>();
    seen.set(what, places);
    places.set(where, [...(places.get(where) ?? []), which]);
  }
  for (const [what, places] of seen) {
    yield `\n${what}\n`;
    const width = Math.max(...[...places.keys()].map((place) => place.length));
    for (const [where, which] of places) yield `  ${where.padEnd(width)}  ${which.join(", ")}\n`;
  }
}
