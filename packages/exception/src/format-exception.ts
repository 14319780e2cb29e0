import { errorText, note, tellError } from "./error-text.ts";
import { isFrame, parseFrame, type StackFrame } from "./parse-stack.ts";
import { sourceLines } from "./source-lines.ts";
import { display, type Multiline } from "./text.ts";

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

const NAMES = ["chain", "limit", "frames", "context", "colors", "multiline"];

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
export function formatException(error: unknown, options?: FormatExceptionOptions): string {
  if (options === undefined) return errorText(error);
  const settings = settle(options);
  const { chain, multiline, frames, limit, context, colors } = settings;
  const isUsual = limit === Infinity && frames === "all" && context === 0 && !colors;
  // Each file is read once for one text.
  const files = new Map<string, readonly string[]>();
  const style = {
    header: (text: string) => (colors ? `\x1b[31m${text}\x1b[39m` : text),
    frames: (own: string, same: string, isSure: boolean) =>
      frameLines(own, same, settings, isSure ? context : 0, files),
  };
  return tellError(error, { multiline, chain, style: isUsual ? undefined : style });
}

function settle(options: FormatExceptionOptions): Settings {
  if (typeof options !== "object" || options === null) refuse("options", "an object", options, "");
  for (const name in options) {
    if (NAMES.includes(name)) continue;
    throw new TypeError(
      `formatException: unknown option ${quoted(name)}; the options are ${NAMES.join(", ")}`,
    );
  }
  const {
    chain = true,
    limit = Infinity,
    frames = "all",
    context = 0,
    colors = false,
    multiline = "indent",
  } = options;
  if (typeof chain !== "boolean") refuse("chain", "true or false", chain, "");
  if (limit !== Infinity && !isCount(limit)) refuse("limit", "a whole number of 0 or more", limit, "number");
  if (frames !== "all" && frames !== "app") refuse("frames", '"all" or "app"', frames, "string");
  if (!isCount(context)) refuse("context", "a whole number of 0 or more", context, "number");
  if (typeof colors !== "boolean") refuse("colors", "true or false", colors, "");
  if (multiline !== "indent" && multiline !== "escape" && multiline !== "raw") {
    refuse("multiline", '"indent", "escape" or "raw"', multiline, "string");
  }
  return { chain, limit, frames, context, colors, multiline };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function refuse(name: string, must: string, value: unknown, kind: string): never {
  const Failure = typeof value === kind ? RangeError : TypeError;
  throw new Failure(`formatException: ${name} must be ${must}, got ${quoted(value)}`);
}

function quoted(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : display(value, 1);
}

function frameLines(
  own: string,
  repeated: string,
  { frames, limit, colors }: Settings,
  context: number,
  files: Map<string, readonly string[]>,
): string {
  const isHidden = (line: string): boolean => frames === "app" && isForeign(parseFrame(line));
  let out = "";
  let shown = 0;
  let hidden = 0;
  let left = 0;
  let isShown = false;
  let around = context;
  for (const line of own.split("\n").slice(1)) {
    if (isFrame(line)) {
      const isAway = isHidden(line);
      isShown = !isAway && shown < limit;
      if (isShown) shown++;
      else if (isAway) hidden++;
      else left++;
    }
    // A remark between the frames stays with the one before.
    if (!isShown) continue;
    out += colors ? `\n\x1b[2m${line}\x1b[22m` : `\n${line}`;
    if (around === 0 || !isFrame(line)) continue;
    const frame = parseFrame(line);
    const source = isForeign(frame) ? "" : sourceLines(frame, around, files);
    if (source !== "") around = 0;
    out += source;
  }
  const same = repeated.split("\n").filter((line) => isFrame(line) && !isHidden(line)).length;
  // With a limit, what stands above too was not necessarily printed there.
  if (limit < Infinity) left += same;
  else out += note(same, "as above");
  return out + note(left, "left out") + note(hidden, "of the runtime or node_modules hidden");
}

function isForeign({ file = "" }: StackFrame): boolean {
  const isRuntime = ["node:", "ext:", "bun:"].some((scheme) => file.startsWith(scheme));
  return isRuntime || file.replaceAll("\\", "/").includes("/node_modules/");
}
