import { LogRecord } from "./record.ts";
import { mention } from "./trouble.ts";
import { ignoreRejection, isPromise } from "./value-kind.ts";

/**
 * Decides over a record: `false` (or nothing) withholds it, `true` lets it pass, a record takes its place.
 *
 * An object with `filter(record)`, or the function itself. It answers at once, with no promise.
 */
export type FilterLike =
  | { filter(record: LogRecord): boolean | LogRecord }
  | ((record: LogRecord) => boolean | LogRecord);

/**
 * Lets the records of one logger and its children pass.
 *
 * Follows `logging.Filter`: https://docs.python.org/3/library/logging.html#filter-objects
 */
export class Filter {
  /** The name of the logger; `""` lets everything pass. */
  readonly name: string;

  /** @param name `"a.b"` takes `a.b` and `a.b.c`, not `a.bc`. Default `""`, which takes everything. */
  constructor(name = "") {
    this.name = name;
  }

  /** Whether the record's logger is the one of this filter or below it. */
  filter(record: LogRecord): boolean {
    const { name } = this;
    return name === "" || record.name === name || record.name.startsWith(`${name}.`);
  }
}

/** The filters of loggers that are running, outermost first. */
export const filtersAtWork: FilterLike[] = [];

/**
 * Sends a record through filters.
 *
 * @param atWork Filters that are running already: a record that one of them causes itself is withheld.
 * @returns The record to go on with, or `false` where one withholds it.
 * @throws What a filter throws.
 */
export function runFilters(
  filters: readonly FilterLike[],
  record: LogRecord,
  atWork: FilterLike[] = [],
): LogRecord | false {
  const depth = atWork.length;
  let current: LogRecord | false = record;
  for (const filter of filters) {
    if (atWork.includes(filter)) return false;
    atWork.push(filter);
    try {
      current = decide(typeof filter === "function" ? filter(current) : filter.filter(current), current);
    } finally {
      // No call of `pop`: near the end of the stack it might not come to run.
      atWork.length = depth;
    }
    if (current === false) return false;
    // A filter may have changed the arguments in place.
    if (typeof current.renew === "function") current.renew();
  }
  return current;
}

/**
 * What a filter's answer means for a record: `false`, the record itself, or another one in its place.
 *
 * @throws {TypeError} The answer is a promise: it would come when the record is long written.
 */
export function decide(answer: boolean | LogRecord, record: LogRecord): LogRecord | false {
  if (answer === true || answer === record) return record;
  if (!answer) return false;
  if (isPromise(answer)) {
    ignoreRejection(answer);
    throw new TypeError("a filter must answer true, false or a record, got a promise");
  }
  // As in CPython, whatever else is true lets the record pass.
  return typeof answer === "object" && "levelno" in answer ? answer : record;
}

/** A list of filters with one more at its end; the same list where it is there already. */
export function withFilter(filters: FilterLike[], filter: FilterLike, owner: string): FilterLike[] {
  if (typeof filter !== "function" && typeof filter?.filter !== "function") {
    throw new TypeError(`${owner}: filter must be a function or an object with filter(record)`);
  }
  return filters.includes(filter) ? filters : [...filters, filter];
}

/** A list without the first place of an element: one that stands in it twice, by assignment, stays once, as in CPython. */
export function withoutOne<T>(list: T[], element: T): T[] {
  const at = list.indexOf(element);
  return at < 0 ? list : [...list.slice(0, at), ...list.slice(at + 1)];
}

/** What has filters: a logger or a handler. */
interface Filtering {
  filter(record: LogRecord): boolean | LogRecord;
}

/**
 * The record that goes on from a logger or a handler, `false` where a filter withholds it. Throws nothing: a filter
 * that fails may be there to keep secrets in, so that another record stands in the place of its own.
 *
 * @param failed Hears what a filter threw.
 */
export function filtered(
  owner: Filtering,
  record: LogRecord,
  failed: (error: unknown) => void,
): LogRecord | false {
  try {
    return decide(owner.filter(record), record);
  } catch (error) {
    mention(() => failed(error));
    return withheld(record);
  }
}

/** What goes on in the place of a record whose filter failed: level, logger and time, and nothing of what it said. */
export function withheld(record: LogRecord): LogRecord {
  const text = "record withheld: its filter failed";
  const stand = new LogRecord(record.name, record.levelno, "(unknown file)", 0, text, []);
  const { levelname, created, msecs, relativeCreated } = record;
  return Object.assign(stand, { levelname, created, msecs, relativeCreated });
}
