import type { LogRecord } from "./record.ts";

/**
 * Decides over a record: `false` (or nothing) withholds it, `true` lets it pass, a record takes its place.
 *
 * An object with `filter(record)`, or the function itself.
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

// The filters that are running, outermost first: a filter is not run for a record that it causes itself.
const running: FilterLike[] = [];

/**
 * Sends a record through filters.
 *
 * @returns The record to go on with, or `false` where one withholds it.
 * @throws What a filter throws.
 */
export function runFilters(filters: readonly FilterLike[], record: LogRecord): LogRecord | false {
  let current = record;
  for (const filter of filters) {
    if (running.includes(filter)) return false;
    running.push(filter);
    try {
      const answer = typeof filter === "function" ? filter(current) : filter.filter(current);
      if (!answer) return false;
      if (typeof answer === "object") current = answer;
      // A filter may have changed the arguments in place.
      current.renew?.();
    } finally {
      running.pop();
    }
  }
  return current;
}

/** A list of filters with one more at its end; the same list where it is there already. */
export function withFilter(filters: FilterLike[], filter: FilterLike, owner: string): FilterLike[] {
  if (typeof filter !== "function" && typeof filter?.filter !== "function") {
    throw new TypeError(`${owner}: filter must be a function or an object with filter(record)`);
  }
  return filters.includes(filter) ? filters : [...filters, filter];
}

/** A list of filters without one of them. */
export function withoutFilter(filters: FilterLike[], filter: FilterLike): FilterLike[] {
  return filters.filter((other) => other !== filter);
}
