import { makeLogRecord } from "../index.ts";
import type { ContractRule } from "./contract-rule.ts";
import { hostileRecords } from "./hostile-records.ts";
import { isPromise } from "./is-promise.ts";
import type { ContractHandler, Subject } from "./subject.ts";

// As deep as core lets a handler be called by its own work, and far more than that.
const DEEPEST = 3;
const ENDLESS = 30;

/** What a handler does when something fails: nothing reaches the application, no record is lost for it. */
export const rulesOfTrouble: readonly ContractRule[] = [
  {
    title: "a formatter that throws harms nobody, and its line has no arguments",
    needs: ["records", "formatter"],
    async check(make) {
      const subject = await make();
      const { handler, logger } = subject;
      const [template, secret] = [subject.word(), subject.word()];
      let calls = 0;
      handler.setFormatter({
        format() {
          calls++;
          throw new Error("a formatter that fails");
        },
      });
      mustNotThrow(subject, "a formatter that throws", () => {
        handler.handle(makeLogRecord({ msg: `${template} %s`, args: [secret], levelno: 20 }));
      });
      logger.info(`${template} %s`, secret);
      const text = await subject.arrived();
      if (calls === 0) return;
      subject.must(!text.includes(secret), "the formatter threw, and an argument was written all the same");
      subject.must(
        text.includes(template),
        "the formatter threw, and the record was lost: use this.format(record)",
      );
      subject.must(subject.troubles.length > 0, "the formatter threw, and handleError did not hear of it");
    },
  },
  {
    title: "trouble in emit, thrown or by its promise, goes to handleError and not to the caller",
    needs: ["records"],
    async check(make) {
      const subject = await make();
      const { handler } = subject;
      const [thrown, rejected] = [new Error("an emit that throws"), new Error("an emit that rejects")];
      for (const [emit, error] of [
        [throwing(thrown), thrown],
        [rejecting(rejected), rejected],
      ] as const) {
        subject.replaceEmit(emit);
        mustNotThrow(subject, error.message, () => {
          handler.handle(makeLogRecord({ msg: "to a broken emit", levelno: 20 }));
        });
        await subject.flush();
        subject.must(
          subject.troubles.filter((trouble) => trouble === error).length === 1,
          `${error.message}: handleError must hear of its error, once`,
        );
      }
    },
  },
  {
    title: "a message that does not fit its arguments is written with them",
    needs: ["records", "written"],
    async check(make) {
      const subject = await make();
      const [word, argument] = [subject.word(), subject.word()];
      subject.logger.info(`%d ${word}`, argument);
      const text = await subject.arrived();
      subject.must(
        text.includes(word) && text.includes(argument),
        `a template and an argument that does not fit it must both be written, got ${JSON.stringify(text.slice(0, 200))}`,
      );
    },
  },
  {
    title: "a handler whose own work logs gets the inner record first, and no more than three deep",
    needs: ["records"],
    async check(make) {
      await checkOrderWithin(await make());
      await checkDepth(await make(), "emit");
      await checkDepth(await make(), "formatter");
    },
  },
  {
    title: "hostile records throw nothing and do not keep back the records after them",
    needs: [],
    async check(make) {
      const subject = await make();
      const word = subject.word();
      for (const [what, record] of hostileRecords()) {
        mustNotThrow(subject, what, () => {
          subject.handler.handle(record);
        });
      }
      subject.logger.info(word);
      const isTold = subject.emitted.length === 0;
      const text = await subject.arrived();
      subject.must(isTold || text.includes(word), "after hostile records, a harmless one was not written");
    },
  },
  {
    title: "handle answers at once, with no promise",
    needs: [],
    async check(make) {
      const subject = await make();
      const answer: unknown = subject.handler.handle(makeLogRecord({ msg: subject.word(), levelno: 20 }));
      subject.must(
        !isPromise(answer) && Boolean(answer),
        "handle(record) must answer true or the record, and leave what takes time to the promise of emit",
      );
    },
  },
];

function mustNotThrow(subject: Subject, what: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    subject.must(false, `${what}: handle must throw nothing, and it threw ${String(error)}`);
  }
}

function throwing(error: Error): ContractHandler["emit"] {
  return () => {
    throw error;
  };
}

/** A thenable and no promise: one that nobody looks after would end the process. */
function rejecting(error: Error): ContractHandler["emit"] {
  // oxlint-disable-next-line unicorn/no-thenable -- see above
  const rejected = { then: (_done: unknown, failed?: (error: Error) => unknown) => failed?.(error) };
  return () => rejected as unknown as PromiseLike<void>;
}

async function checkOrderWithin(subject: Subject): Promise<void> {
  const [outer, inner] = [subject.word(), subject.word()];
  const { emit } = subject.handler;
  subject.replaceEmit((record) => {
    if (record.msg === outer) subject.logger.info(inner);
    return emit.call(subject.handler, record);
  });
  subject.logger.info(outer);
  const text = await subject.arrived();
  const [innerAt, outerAt] = [text.indexOf(inner), text.indexOf(outer)];
  subject.must(innerAt >= 0, "a record that the handler's own work caused was not written");
  subject.must(outerAt > innerAt, "the record that caused another must be written after that one");
}

async function checkDepth(subject: Subject, place: "emit" | "formatter"): Promise<void> {
  let calls = 0;
  const again = (): void => {
    calls++;
    if (calls < ENDLESS) subject.logger.info("again");
  };
  const { emit } = subject.handler;
  if (place === "formatter") {
    subject.handler.setFormatter({
      format(record) {
        again();
        return record.message;
      },
    });
  } else {
    subject.replaceEmit((record) => {
      again();
      return emit.call(subject.handler, record);
    });
  }
  subject.logger.info("once");
  await subject.arrived();
  subject.must(
    calls <= DEEPEST,
    `${place} logs about each record: it must be called ${DEEPEST} times at most for one record, got ${calls}`,
  );
  subject.must(
    calls < DEEPEST || subject.troubles.length > 0,
    `${place} logs about each record: handleError must hear of the one that was skipped`,
  );
}
