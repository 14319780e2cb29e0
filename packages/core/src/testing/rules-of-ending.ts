import { getHandlerByName, makeLogRecord, NullHandler } from "../index.ts";
import type { ContractRule } from "./contract-rule.ts";
import { Listeners, sharedListeners } from "./listeners.ts";
import { isRegistered, shutdownAlone } from "./registry-probe.ts";
import { settled } from "./settled.ts";
import type { Subject } from "./subject.ts";

// More than one batch, and no whole number of usual ones.
const SEVERAL = 23;

/** A handler with something to flush, as which core hooks into the end of the process. */
class Flushing extends NullHandler {
  override flush(): void {}
}

/** How a handler ends: nothing is lost, and nothing of it is left. */
export const rulesOfEnding: readonly ContractRule[] = [
  {
    title: "flush() leaves nothing unwritten",
    needs: ["records", "written"],
    async check(make) {
      const subject = await make();
      const words = logSeveral(subject);
      await subject.flush();
      await mustHaveAll(subject, words, "flush()");
    },
  },
  {
    title: "close() loses nothing that was logged before",
    needs: ["records", "written"],
    async check(make) {
      const subject = await make();
      const words = logSeveral(subject);
      await subject.close();
      await mustHaveAll(subject, words, "close()");
    },
  },
  {
    title: "shutdown() flushes and closes the handler, and nothing is lost at the exit",
    needs: [],
    async check(make) {
      const subject = await make();
      const { handler, name } = subject;
      const done: string[] = [];
      const { flush, close } = handler;
      handler.flush = () => {
        done.push("flush");
        return flush.call(handler);
      };
      handler.close = () => {
        done.push("close");
        return close.call(handler);
      };
      const words = logSeveral(subject);
      const wrote = subject.emitted.length > 0;
      // Where there are no weak references, only a handler that has something to lose is known to the registry.
      if (!isRegistered(handler) && !("WeakRef" in globalThis)) return;
      await settled(shutdownAlone(handler), `shutdown() with ${name}`);
      subject.must(
        done.includes("flush") && done.includes("close"),
        "shutdown() must find the handler: it is registered from its construction to its close()",
      );
      if (wrote) await mustHaveAll(subject, words, "shutdown()");
    },
  },
  {
    title: "flush and close may be called twice",
    needs: [],
    async check(make) {
      const subject = await make();
      subject.logger.info(subject.word());
      for (const method of ["flush", "flush", "close", "close"] as const) await subject[method]();
    },
  },
  {
    title: "a record or a flush after close throws nothing",
    needs: [],
    async check(make) {
      const subject = await make();
      const { handler } = subject;
      handler.handle(makeLogRecord({ msg: subject.word(), levelno: 20 }));
      await subject.close();
      try {
        handler.handle(makeLogRecord({ msg: subject.word(), levelno: 50 }));
      } catch (error) {
        subject.must(false, `a record after close must throw nothing, and it threw ${String(error)}`);
      }
      await subject.flush();
    },
  },
  {
    title: "close() leaves the registry and gives the handler's name back",
    needs: [],
    async check(make) {
      const subject = await make();
      const { handler } = subject;
      const name = subject.word();
      handler.name = name;
      const isFound = getHandlerByName(name) as unknown as typeof handler | undefined;
      subject.must(
        handler.name === name && (isFound === handler || isFound === undefined),
        "getHandlerByName must find the handler by the name that was assigned",
      );
      await subject.close();
      subject.must(
        !isRegistered(handler) && getHandlerByName(name) === undefined,
        "after close() it is still registered: call super.close()",
      );
    },
  },
  {
    title: "close() leaves no listener behind",
    needs: [],
    async check(make) {
      // Core's own hook is for the whole process and stays.
      void new Flushing().close();
      const before = sharedListeners();
      const subject = await make();
      const { handler } = subject;
      before.push(new Listeners((handler as { stream?: unknown }).stream, "its stream"));
      subject.logger.info(subject.word());
      await subject.flush();
      await subject.close();
      const left = before.flatMap((listeners) => listeners.added());
      subject.must(left.length === 0, `after close() it still listens to ${left.join(" and ")}`);
    },
  },
];

function logSeveral({ logger, word }: Subject): string[] {
  const words = Array.from({ length: SEVERAL }, word);
  for (const each of words) logger.info(each);
  return words;
}

async function mustHaveAll(subject: Subject, words: readonly string[], after: string): Promise<void> {
  const text = await subject.written();
  const counts = words.map((word) => text.split(word).length - 1);
  const lost = counts.filter((count) => count === 0).length;
  subject.must(lost === 0, `after ${after}, ${lost} of ${words.length} records were not written`);
  const more = counts.filter((count) => count > 1).length;
  subject.must(more === 0, `after ${after}, ${more} of ${words.length} records were written more than once`);
}
