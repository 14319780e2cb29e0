import process from "node:process";
import vm from "node:vm";

import { captureWarnings, getLogger, Handler, type LogRecord, settings, WARNING } from "@log/core";

import type { Case, Json } from "../cases.ts";

type Step = readonly [kind: string, ...rest: Json[]];

/** What a warning says: category, text, file and line. */
type Warned = readonly [category: string, text: string, file: string, line: number];

/** [category, text, file, line] of a warning's text, which is its stack; the text itself where it is another. */
function takenApart(text: string, [category, said, file, line]: Warned): Json {
  const head = `${category}: ${said}\n    at ${file}:${line}:`;
  return text.startsWith(head) ? [category, said, file, line] : text;
}

class Seeing extends Handler {
  readonly #logger: string;
  readonly #program: Program;

  constructor(logger: string, program: Program) {
    super();
    this.#logger = logger;
    this.#program = program;
  }

  override emit({ name, levelno, levelname, args, message }: LogRecord): void {
    const { seen, warned } = this.#program;
    const shown = takenApart(message, warned!);
    seen.push(["logged", this.#logger, name, levelno, levelname, (args as unknown[]).length, shown]);
  }
}

class Program {
  readonly seen: Json[] = [];
  warned: Warned | undefined;
  readonly #logger = getLogger("py.warnings");

  /** Stands for the runtime's own, which prints. */
  readonly show = (warning: Error): void => {
    this.seen.push(["printed", takenApart(warning.stack!, this.warned!)]);
  };

  async run([kind, first, ...rest]: Step): Promise<void> {
    switch (kind) {
      case "warn": {
        const [text, filename, line] = rest as [string, string, number];
        this.warned = [first as string, text, filename, line];
        const call = `process.emitWarning(${JSON.stringify(text)}, ${JSON.stringify(first)})`;
        vm.runInThisContext(call, { filename, lineOffset: line - 1 });
        // The runtime tells its listeners in the next tick.
        await new Promise((resolve) => setImmediate(resolve));
        break;
      }
      case "capture":
        captureWarnings(first as boolean);
        break;
      case "add":
        getLogger(first as string).addHandler(new Seeing(first as string, this));
        break;
      case "clear":
        this.#logger.handlers = [];
        break;
      case "level":
        this.#logger.setLevel(first as number);
        break;
      case "propagate":
        this.#logger.propagate = first as boolean;
        break;
      default:
        this.#logger.disabled = first as boolean;
    }
  }
}

function reset(): void {
  for (const name of ["py.warnings", "py", "root"]) {
    const logger = getLogger(name);
    logger.handlers = [];
    logger.propagate = true;
    logger.disabled = false;
    logger.setLevel(name === "root" ? WARNING : 0);
  }
}

/** A program that warns: what was logged, what was printed, and what is there afterwards. */
export async function answer({ steps }: Case): Promise<Json> {
  reset();
  const { lastResort } = settings;
  settings.lastResort = null;
  settings.raiseExceptions = false;
  const program = new Program();
  // The runtime's own is known by this name, and by what Node's own text has in it.
  Object.defineProperty(program.show, "name", { value: "onWarning" });
  Object.defineProperty(program.show, "toString", { value: () => "process.noDeprecation" });
  const before = process.listeners("warning");
  const isPrinting = (): boolean => process.listeners("warning").includes(program.show);
  process.on("warning", program.show);
  for (const step of steps as unknown as Step[]) await program.run(step);
  const handlers = getLogger("py.warnings").handlers.map((handler) => handler.constructor.name);
  const captured = !isPrinting();
  captureWarnings(false);
  const restored = isPrinting() && process.listeners("warning").length === before.length + 1;
  process.off("warning", program.show);
  settings.lastResort = lastResort;
  reset();
  return { seen: program.seen, handlers, captured, restored };
}
