import type { ContractRule } from "./contract-rule.ts";
import { ListHandler } from "./list-handler.ts";
import { isHeld } from "./registry-probe.ts";
import type { Subject } from "./subject.ts";

/** What a handler owes to records that it has not written when `emit` is over. */
export const rulesOfKeeping: readonly ContractRule[] = [
  {
    title: "a record that is kept says later what it said when it came: message and call site",
    needs: ["records", "written"],
    async check(make) {
      const subject = await make();
      const { handler, logger } = subject;
      const [word, before, after] = [subject.word(), subject.word(), subject.word()];
      handler.setFormatter({ format: (record) => `${record.message} ${place(record)}` });
      const argument = { value: before, toString: () => argument.value };
      const site = callSiteHere(subject);
      logsFromHere(subject, word, argument);
      argument.value = after;
      logger.info("the next call");
      const text = await subject.arrived();
      subject.must(text.includes(word), "a record was not written");
      subject.must(
        text.includes(before) && !text.includes(after),
        "an argument was read after the logging call was over: a handler that keeps a record calls record.prepare()",
      );
      subject.must(
        !text.includes("«") || text.includes(site),
        `the call site must be ${site}, as it was while the logging call ran, got ${JSON.stringify(text.slice(0, 200))}: ` +
          "a handler that keeps a record calls record.prepare()",
      );
    },
  },
  {
    title: "a handler with unwritten records is not lost when nothing else refers to it",
    needs: ["records", "written"],
    async check(make) {
      const subject = await make();
      const word = subject.word();
      subject.logger.info(word);
      const held = isHeld(subject.handler);
      const text = await subject.written();
      subject.must(
        held || text.includes(word),
        "a record is not written yet, and the handler may vanish with it: call this.holdOpen(true) until it is",
      );
    },
  },
];

function place({ module, funcName }: { readonly module: string; readonly funcName: string }): string {
  return `«${module}.${funcName}»`;
}

function logsFromHere({ logger }: Pick<Subject, "logger">, word: string, argument: object): void {
  logger.info(`${word} %s`, argument);
}

/** The call site of {@link logsFromHere}, as this engine finds it. */
function callSiteHere({ logger }: Subject): string {
  const list = new ListHandler();
  const { handlers } = logger;
  logger.handlers = [list];
  logsFromHere({ logger }, "a trial", {});
  logger.handlers = handlers;
  void list.close();
  const [record] = list.records;
  return record === undefined ? "" : place(record);
}
