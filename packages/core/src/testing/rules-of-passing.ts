import { makeLogRecord } from "../index.ts";
import type { ContractRule } from "./contract-rule.ts";

// Enough for a batch to fill and to go on.
const MANY = 25;

/** Which records a handler takes, and in which order. */
export const rulesOfPassing: readonly ContractRule[] = [
  {
    title: "a record below the handler's level is not written, one at it is",
    needs: ["records"],
    async check(make) {
      const subject = await make();
      const { handler, logger } = subject;
      handler.setLevel("ERROR");
      subject.must(
        Number(handler.level) === 40,
        `setLevel("ERROR") must set level to 40, got ${handler.level}`,
      );
      const [low, high, lowest] = [subject.word(), subject.word(), subject.word()];
      logger.warning(low);
      logger.error(high);
      handler.level = 0;
      logger.debug(lowest);
      const text = await subject.arrived();
      subject.must(!text.includes(low), "a WARNING was written although the handler's level is ERROR");
      subject.must(text.includes(high), "an ERROR was not written although the handler's level is ERROR");
      subject.must(text.includes(lowest), "a DEBUG was not written although level 0 was assigned");
    },
  },
  {
    title: "the filters decide: one refuses a record, one replaces it, one that throws withholds it",
    needs: ["records"],
    async check(make) {
      const subject = await make();
      const { handler, logger } = subject;
      const [refused, replaced, instead, secret] = [1, 2, 3, 4].map(() => subject.word());
      handler.addFilter({ filter: (record) => record.msg !== refused });
      handler.addFilter((record) => record.msg !== replaced || makeLogRecord({ msg: instead, levelno: 20 }));
      handler.addFilter((record) => {
        if (record.msg === secret) throw new Error("a filter that fails");
        return true;
      });
      for (const msg of [refused, replaced, secret]) logger.info(String(msg));
      const text = await subject.arrived();
      subject.must(!text.includes(String(refused)), "a record was written that a filter refuses");
      subject.must(
        text.includes(String(instead)) && !text.includes(String(replaced)),
        "a filter answered another record, and it was not that one which was written",
      );
      subject.must(!text.includes(String(secret)), "a record was written although its filter threw");
      subject.must(
        text.includes("record withheld") && subject.troubles.length > 0,
        "a filter threw: a line must say that a record is withheld, and handleError must hear of it",
      );
    },
  },
  {
    title: "records are written in the order of their calls",
    needs: ["records"],
    async check(make) {
      const subject = await make();
      const words = Array.from({ length: MANY }, () => subject.word());
      // Of several lengths, since the shorter ones overtake where something is sent side by side.
      for (const [index, word] of words.entries())
        subject.logger.info(word + ".".repeat(((MANY - index) % 5) * 400));
      const text = await subject.arrived();
      const places = words.map((word) => text.indexOf(word)).filter((place) => place >= 0);
      const wrong = places.findIndex((place, index) => index > 0 && place < (places[index - 1] ?? 0));
      subject.must(
        wrong < 0,
        `of ${MANY} records the one at place ${wrong + 1} was written before an earlier one`,
      );
    },
  },
  {
    title: "the text is the formatter's",
    needs: ["records", "written", "formatter"],
    async check(make) {
      const subject = await make();
      const word = subject.word();
      subject.handler.setFormatter({ format: (record) => `<${record.message}>` });
      subject.logger.info(word);
      const text = await subject.arrived();
      subject.must(
        text.includes(`<${word}>`),
        `what the formatter answers must be written (usesFormatter: false says that this handler has no text), ` +
          `got ${JSON.stringify(text.slice(0, 200))}`,
      );
    },
  },
];
