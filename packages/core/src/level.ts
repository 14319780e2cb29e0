import { processState } from "./process-state.ts";

/** No level of its own: a logger asks its parent, a handler takes everything. */
export const NOTSET = 0;
/** The state inside a loop, what a developer looks for. */
export const DEBUG = 10;
/** Things work as they should: a request handled, a job done. */
export const INFO = 20;
/** Something important that is no error, such as a wrong password. */
export const WARNING = 30;
/** The same as {@link WARNING}. */
export const WARN = 30;
/** Something failed: a file that cannot be opened. */
export const ERROR = 40;
/** The program may not be able to go on: memory or disk is exhausted. */
export const CRITICAL = 50;
/** The same as {@link CRITICAL}. */
export const FATAL = 50;

/** The names that Python's logging gives its levels. */
export type LevelName = "NOTSET" | "DEBUG" | "INFO" | "WARNING" | "WARN" | "ERROR" | "CRITICAL" | "FATAL";

/** A level as a number, or by its name; names that {@link addLevelName} added are taken too. */
export type LevelLike = number | LevelName | Lowercase<LevelName> | (string & {});

/**
 * Gives a level a name, for records and for `setLevel`.
 *
 * @param level A whole number; the built-in ones are 10 to 50.
 * @param name What `%(levelname)s` prints for it.
 * @throws {TypeError} `level` is no whole number or `name` is no text.
 *
 * Follows `logging.addLevelName`: https://docs.python.org/3/library/logging.html#logging.addLevelName
 */
export function addLevelName(level: number, name: string): void {
  if (!Number.isInteger(level)) {
    throw new TypeError(`addLevelName: level must be a whole number, got ${shown(level)}`);
  }
  if (typeof name !== "string") throw new TypeError(`addLevelName: name must be a text, got ${shown(name)}`);
  const { levelToName, nameToLevel } = processState();
  levelToName.set(level, name);
  nameToLevel.set(name, level);
}

/**
 * The name of a level, or the level of a name; `Level 15` for one that has none, as CPython answers.
 *
 * Follows `logging.getLevelName`: https://docs.python.org/3/library/logging.html#logging.getLevelName
 */
export function getLevelName(level: number): string;
export function getLevelName(name: string): number | string;
export function getLevelName(levelOrName: number | string): number | string {
  const { levelToName, nameToLevel } = processState();
  const answer =
    typeof levelOrName === "number" ? levelToName.get(levelOrName) : nameToLevel.get(levelOrName);
  return answer ?? `Level ${levelOrName}`;
}

/**
 * All names of levels with their numbers, as a copy.
 *
 * Follows `logging.getLevelNamesMapping`: https://docs.python.org/3/library/logging.html#logging.getLevelNamesMapping
 */
export function getLevelNamesMapping(): Record<string, number> {
  return Object.fromEntries(processState().nameToLevel);
}

/** The number of a level, or `undefined` for what is none. Names are taken in any case. */
export function findLevel(level: unknown): number | undefined {
  if (typeof level === "number") return Number.isFinite(level) ? level : undefined;
  if (typeof level !== "string") return undefined;
  const { nameToLevel } = processState();
  return nameToLevel.get(level) ?? nameToLevel.get(level.toUpperCase());
}

/**
 * The number of a level, for a place where a mistake is refused.
 *
 * @param owner Who asks: the words that begin the error's message.
 * @throws {RangeError} A name that no level has.
 * @throws {TypeError} Neither a whole number nor a name.
 */
export function checkLevel(level: LevelLike, owner: string): number {
  const value = findLevel(level);
  if (Number.isInteger(value)) return value!;
  const { nameToLevel } = processState();
  const ErrorClass = typeof level === "string" ? RangeError : TypeError;
  throw new ErrorClass(
    `${owner}: level must be a whole number or one of ${[...nameToLevel.keys()].join(", ")}, got ${shown(level)}`,
  );
}

/** What was given where it is refused: a text in quotes, a number, and of anything else the kind. */
export function shown(given: unknown): string {
  if (typeof given === "string") return JSON.stringify(given);
  return typeof given === "number" || given === null ? String(given) : typeof given;
}
