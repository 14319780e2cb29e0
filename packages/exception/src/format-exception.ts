import { attempt } from "./attempt.ts";
import { display } from "./display.ts";
import { joined, note, tellError } from "./error-text.ts";
import { escapeControls, type Multiline } from "./escape-controls.ts";
import { isFrame, type Position, positionOf } from "./parse-stack.ts";
import { type StackText } from "./stack-text.ts";

/** What {@link formatException} prints, and how. */
export interface FormatExceptionOptions {
  /** Whether the errors follow that `cause` leads to. Default `true`. */
  readonly chain?: boolean | undefined;
  /** Frames to print of each error, the ones nearest to the `throw`; `0` prints none. Default: all. */
  readonly limit?: number | undefined;
  /** `app` leaves out the frames of the runtime and of `node_modules`, and says how many. Default `all`. */
  readonly frames?: "all" | "app" | undefined;
  /** Lines of source before and after the first frame of the application, for each error. Default `0`: none. */
  readonly context?: number | undefined;
  /** Whether headers are red and frames dim, for a terminal. Default `false`. */
  readonly colors?: boolean | undefined;
  /**
   * What becomes of a new line in a message: `indent` goes on in a line indented by four spaces, `escape` prints
   * `\n`, `raw` prints messages and stacks as they are, control characters included. Default `indent`.
   */
  readonly multiline?: Multiline | undefined;
}

type Settings = {
  readonly [Key in keyof FormatExceptionOptions]-?: NonNullable<FormatExceptionOptions[Key]>;
};

const COUNT = "a whole number of 0 or more";
const FLAGS = [true, false];
/** Of each option what holds without it, and the values that it may have. */
const OPTIONS: Readonly<
  Record<string, readonly [usual: unknown, values: typeof COUNT | readonly unknown[]]>
> = {
  chain: [true, FLAGS],
  limit: [Infinity, COUNT],
  frames: ["all", ["all", "app"]],
  context: [0, COUNT],
  colors: [false, FLAGS],
  multiline: ["indent", ["indent", "escape", "raw"]],
};

/**
 * An error as text: its stack, its own properties, its causes and the errors it gathers.
 *
 * The error comes first, as JavaScript prints it, then what caused it. Frames that stand above already are not
 * repeated. Nothing in the error begins a line of the text, and nothing it does makes this throw. At most 100
 * errors are printed, and it is said how many are left out.
 *
 * Unlike CPython, the cause comes after the error, and `limit` counts from the innermost call, since that is where
 * a stack of JavaScript begins.
 *
 * Follows `traceback.format_exception`: https://docs.python.org/3/library/traceback.html#traceback.format_exception
 *
 * @param error What was thrown; need not be an error.
 * @throws {TypeError} An option is unknown or of the wrong kind.
 * @throws {RangeError} `limit` or `context` is negative or not whole, `frames` or `multiline` is no such word.
 */
export function formatException(error: unknown, options: FormatExceptionOptions = {}): string {
  const settings = settle(options);
  const { chain, multiline, colors } = settings;
  // Each file is read once for one text.
  const files = new Map<string, readonly string[]>();
  return tellError(error, {
    multiline,
    chain,
    show(stack, isHeader) {
      const text = stack.text.slice(0, stack.head);
      const header = colors ? `\x1b[31m${text}\x1b[39m` : text;
      return isHeader ? header : joined(stack, header, frameLines(stack, settings, files));
    },
  });
}

function settle(options: FormatExceptionOptions): Settings {
  if (typeof options !== "object" || options === null)
    refuse(`options must be an object, got ${shown(options)}`);
  const settings: Record<string, unknown> = {};
  for (const name in { ...OPTIONS, ...options }) {
    if (!Object.hasOwn(OPTIONS, name)) {
      refuse(`unknown option ${shown(name)}; the options are ${Object.keys(OPTIONS).join(", ")}`);
    }
    const [usual, values] = OPTIONS[name]!;
    const { [name as keyof FormatExceptionOptions]: value = usual } = options;
    settings[name] = value;
    const isOfType = typeof value === typeof usual;
    const isWell =
      values === COUNT ? Number.isSafeInteger(value) && (value as number) >= 0 : values.includes(value);
    if (value === usual || isWell) continue;
    const must = values === COUNT ? COUNT : values.map(shown).join(" or ");
    refuse(`${name} must be ${must}, got ${shown(value)}`, isOfType ? RangeError : TypeError);
  }
  return settings as Settings;
}

function refuse(what: string, Failure: ErrorConstructor = TypeError): never {
  throw new Failure(`formatException: ${what}`);
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : display(value, 1);
}

function frameLines(
  { text, head, own, before }: StackText,
  { frames, limit, colors, context }: Settings,
  files: Map<string, readonly string[]>,
): string {
  const isHidden = (line: string): boolean => frames === "app" && isForeign(positionOf(line));
  let out = "";
  let count = 0;
  let hidden = 0;
  let left = 0;
  let isShown = false;
  let around = before === "" ? context : 0;
  for (const line of text.slice(head, own).split("\n").slice(1)) {
    let source = "";
    if (isFrame(line)) {
      isShown = false;
      if (isHidden(line)) hidden++;
      else if (count === limit) left++;
      else {
        count++;
        isShown = true;
        if (around > 0) source = sourceLines(positionOf(line), around, files);
        if (source !== "") around = 0;
      }
    }
    // A remark between the frames stays with the one before.
    if (isShown) out += `\n${colors ? `\x1b[2m${line}\x1b[22m` : line}${source}`;
  }
  const same = text
    .slice(own)
    .split("\n")
    .filter((line) => isFrame(line) && !isHidden(line)).length;
  // With a limit, what stands above too was not necessarily printed there.
  if (limit < Infinity) left += same;
  else out += note(same, "as above");
  return out + note(left, "left out") + note(hidden, "of the runtime or node_modules hidden");
}

function isForeign({ file = "" }: Position): boolean {
  const path = file.replaceAll("\\", "/");
  return (
    path.includes("/node_modules/") || ["node:", "ext:", "bun:"].some((scheme) => path.startsWith(scheme))
  );
}

interface FileSystem {
  statSync(path: string | object): { isFile(): boolean; readonly size: number };
  readFileSync(path: string | object, encoding: "utf8"): string;
}

interface Runtime {
  readonly process: { getBuiltinModule(name: "node:fs"): FileSystem };
  readonly URL: new (url: string) => object;
}

const EXTENSIONS = "js mjs cjs jsx ts mts cts tsx".split(" ");

/**
 * The lines of source around a frame, marked where it stands, or nothing where they cannot be had.
 *
 * A stack is only text, and may come from outside together with its error: only files of source code are read, no
 * devices and nothing large, so that no stack makes a log show other files.
 *
 * @param around Lines before and after.
 * @param files What was read before, by path.
 */
export function sourceLines(frame: Position, around: number, files: Map<string, readonly string[]>): string {
  const { file = "", line = 0, column = Infinity } = frame;
  if (isForeign(frame)) return "";
  const lines = files.get(file) ?? readLines(file);
  files.set(file, lines);
  if (lines[line - 1] === undefined) return "";
  const last = Math.min(line + around, lines.length);
  const width = String(last).length;
  let out = "";
  for (let number = Math.max(line - around, 1); number <= last; number++) {
    const source = lines[number - 1]!.slice(0, 160).trimEnd();
    const mark = number === line ? ">" : " ";
    out += `\n      ${mark} ${String(number).padStart(width)} | ${escapeControls(source)}`;
    if (number !== line || column > source.length + 1) continue;
    // Tabs stay tabs, so that the mark stands right at any width.
    const indent = Array.from(source.slice(0, column - 1), (char) => (char === "\t" ? char : " "));
    out += `\n        ${" ".repeat(width)} | ${indent.join("")}^`;
  }
  return out;
}

function readLines(file: string): readonly string[] {
  return attempt(() => {
    const isUrl = file.startsWith("file:///");
    // No URL of another kind, no share of another machine.
    const path = isUrl ? file.slice(7) : file;
    const isHere = path[0] === "/" ? path[1] !== "/" : path[1] === ":";
    const name = isUrl ? path.split("?")[0]! : path;
    if (!isHere || !EXTENSIONS.includes(name.slice(name.lastIndexOf(".") + 1))) return [];
    const { process, URL } = globalThis as unknown as Runtime;
    const fs = process.getBuiltinModule("node:fs");
    const place = isUrl ? new URL(file) : file;
    const stats = fs.statSync(place);
    return stats.isFile() && stats.size <= 1 << 20 ? fs.readFileSync(place, "utf8").split("\n") : [];
  }, []);
}
