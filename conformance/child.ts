import type { Case, ClockChange, Group, Json } from "./cases.ts";
import { localChanges, localOffset } from "./zones.ts";

/** What `ask.ts` sends to this process. */
export interface Question {
  readonly asked: readonly { readonly group: Group; readonly given: Case }[];
  /** The part of the time in which the changes of the clocks are wanted, if any. */
  readonly span: readonly [start: number, end: number] | undefined;
}

/** What comes back: an answer for each case, and what the clocks of this process's zone show. */
export interface Reply {
  readonly answers: readonly Json[];
  readonly offsets: readonly (number | null)[];
  readonly changes: readonly ClockChange[];
}

interface Answers {
  answer(given: Case): Json | Promise<Json>;
}

// Answers cases in the zone that the environment says: a process has one zone.
const chunks: string[] = [];
for await (const chunk of process.stdin.setEncoding("utf8")) chunks.push(chunk as string);
const { asked, span } = JSON.parse(chunks.join("")) as Question;
const answers: Json[] = [];
for (const { group, given } of asked) {
  const { answer } = (await import(`./answers/${group}.ts`)) as Answers;
  answers.push(await answer(given));
}
const reply: Reply = {
  answers,
  offsets: asked.map(({ given: { from, instant = from } }) =>
    typeof instant === "number" ? localOffset(instant) : null,
  ),
  changes: span === undefined ? [] : localChanges(...span),
};
process.stdout.write(JSON.stringify(reply));
