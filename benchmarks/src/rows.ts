import type { Work } from "./contestant.ts";

/**
 * What of a run is measured: time a record, the slowest of a thousand calls, peak memory, time to start, how often the
 * garbage collector ran, or how large a bundle is.
 */
export type Metric = "time" | "latency" | "memory" | "start" | "collections" | "bytes";

/** A row of the table. */
export interface Row {
  readonly name: string;
  readonly title: string;
  readonly work: Work;
  readonly metric: Metric;
  /** Records of a run; those before it that warm the engine up are not counted. */
  readonly count: number;
  /** The columns; where it is missing, all contestants that take part in the work. */
  readonly contestants?: readonly string[];
  /** The work's `size`, by column. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Columns that are other works of our own, by their names. */
  readonly works?: Readonly<Record<string, Work>>;
  /** Options of node, by column. */
  readonly node?: Readonly<Record<string, readonly string[]>>;
  /** Peers are run in the first round alone: they take long here, and no limit is set by them. */
  readonly peersOnce?: boolean;
  /** Nothing varies from round to round. */
  readonly once?: boolean;
  /** The column that is bounded, ours unless said otherwise, and the most that it may be of another. */
  readonly bounds?: readonly Bound[];
  /** Old files are removed: fewer records are left than were written. */
  readonly rolls?: boolean;
}

/** The most that a column may be: a part of another one, or so much in the row's unit. */
export interface Bound {
  /** Default: ours. */
  readonly of?: string;
  /** Another column, or `fastest peer`. */
  readonly over?: string;
  readonly most: number;
}

/** The column of the packages of this repository. */
export const OURS = "@log";

/** The columns, in their order. */
export const CONTESTANTS: readonly string[] = [
  "bare",
  "hand",
  OURS,
  "pino",
  "winston",
  "log4js",
  "logtape",
  "bunyan",
  "loglayer",
  "cpython",
];

/** The peers: what else an application can use. */
export const PEERS: readonly string[] = CONTESTANTS.slice(3);

/** Who writes JSON, whatever the row asks for. */
export const WRITES_JSON: readonly string[] = ["pino", "bunyan"];

/** Ours, as a part of the line that is built by hand. */
const hand = (most: number): Bound => ({ over: "hand", most });

/** So that `hand` is no straw man: as a part of the bare write, what was once measured and a tenth more. */
const handItself = (byHand: number, bare: number): Bound => {
  return { of: "hand", over: "bare", most: Math.round((110 * byHand) / bare) / 100 };
};

const NOT_INLINED = ["--max-inlined-bytecode-size=0"];

/** The rows, in the order of the table. */
export const ROWS: readonly Row[] = [
  {
    name: "disabled",
    title: "a call that is switched off",
    work: "disabled",
    metric: "time",
    count: 1_000_000,
    bounds: [{ over: "fastest peer", most: 1 }, hand(1.25)],
  },
  {
    name: "collections",
    title: "collections in 10⁸ calls that are switched off",
    work: "disabled-elsewhere",
    metric: "collections",
    count: 100_000_000,
    once: true,
    contestants: ["on elsewhere", "four loggers", "not inlined", "a rest parameter"],
    works: {
      "four loggers": "disabled-four",
      "not inlined": "disabled-four",
      "a rest parameter": "disabled-rest",
    },
    node: { "not inlined": NOT_INLINED, "a rest parameter": NOT_INLINED },
    bounds: ["on elsewhere", "four loggers", "not inlined"].map((of) => ({ of, most: 0 })),
  },
  {
    name: "text",
    title: "text, in the OS at return",
    work: "text",
    metric: "time",
    count: 200_000,
    bounds: [hand(1.15), handItself(2465, 1742)],
  },
  {
    name: "text-buffered",
    title: "text, buffered",
    work: "text-buffered",
    metric: "time",
    count: 500_000,
    bounds: [hand(1.8), handItself(338, 119)],
  },
  {
    name: "json",
    title: "JSON, three fields, in the OS at return",
    work: "json",
    metric: "time",
    count: 200_000,
    bounds: [hand(1.25), { over: "pino", most: 1 }, handItself(2661, 1413)],
  },
  {
    name: "json-buffered",
    title: "JSON, three fields, buffered",
    work: "json-buffered",
    metric: "time",
    count: 500_000,
    bounds: [hand(1.8), handItself(1009, 451)],
  },
  {
    name: "rolling-size",
    title: "rolling every MiB, 5 kept",
    work: "rolling-size",
    metric: "time",
    count: 200_000,
    rolls: true,
    bounds: [handItself(2562, 2814)],
  },
  {
    name: "rolling-time",
    title: "rolling every second, 5 kept",
    work: "rolling-time",
    metric: "time",
    count: 800_000,
    rolls: true,
  },
  {
    name: "rolling-plain",
    title: "rolling, against our plain file",
    work: "text",
    metric: "time",
    count: 400_000,
    rolls: true,
    contestants: ["plain", "by size", "by time", "multiProcess"],
    works: {
      plain: "text",
      "by size": "rolling-size",
      "by time": "rolling-time",
      // The cost of a lock for each record is shown, not bounded.
      multiProcess: "rolling-shared",
    },
    bounds: [
      { of: "by size", over: "plain", most: 1.15 },
      { of: "by time", over: "plain", most: 1.15 },
    ],
  },
  {
    name: "call-site",
    title: "file, line and function of the call",
    work: "call-site",
    metric: "time",
    count: 50_000,
    bounds: [hand(1.3), handItself(6178, 1563)],
  },
  {
    name: "error",
    title: "an error with three causes",
    work: "error",
    metric: "time",
    count: 50_000,
    bounds: [hand(1.5), handItself(5540, 5683)],
  },
  {
    name: "fan-out",
    title: "five loggers deep, three handlers",
    work: "fan-out",
    metric: "time",
    count: 200_000,
    bounds: [hand(1.25)],
  },
  {
    name: "latency",
    title: "slowest call of a thousand, rolling",
    work: "rolling-size",
    metric: "latency",
    count: 200_000,
    rolls: true,
    peersOnce: true,
    bounds: [hand(1.5)],
  },
  {
    name: "memory",
    title: "peak memory of a million buffered lines",
    work: "text-buffered",
    metric: "memory",
    count: 1_000_000,
    peersOnce: true,
    bounds: [hand(1.3), handItself(89, 58)],
  },
  {
    name: "start",
    title: "import and first record, over bare Node",
    work: "text",
    metric: "start",
    count: 5,
    contestants: [
      "node",
      "bare",
      "@log/core",
      "@log to file",
      "pino",
      "winston",
      "log4js",
      "logtape",
      "bunyan",
    ],
    bounds: [
      { of: "@log/core", most: 6 },
      { of: "@log to file", most: 14 },
    ],
  },
  {
    name: "bytes",
    title: "hello, bundled for a browser, gzip",
    work: "text",
    metric: "bytes",
    count: 1,
    once: true,
    contestants: ["@log", "@log with Formatter", "pino", "logtape", "loglayer"],
    bounds: [{ most: 7 }, { of: "@log with Formatter", most: 11 }],
  },
  {
    name: "loggers",
    title: "among so many loggers",
    work: "loggers",
    metric: "time",
    count: 500_000,
    contestants: ["10", "1,000", "100,000"],
    sizes: { "10": 10, "1,000": 1000, "100,000": 100_000 },
    bounds: [{ of: "100,000", over: "10", most: 1.1 }],
  },
  {
    name: "depth",
    title: "so deep in the tree",
    work: "depth",
    metric: "time",
    count: 500_000,
    contestants: ["1", "10", "50"],
    sizes: { "1": 1, "10": 10, "50": 50 },
    bounds: [{ of: "50", over: "1", most: 1.1 }],
  },
  {
    name: "backups",
    title: "with so many old files",
    work: "backups",
    metric: "time",
    count: 200_000,
    contestants: ["1", "1,000"],
    sizes: { "1": 1, "1,000": 1000 },
    bounds: [{ of: "1,000", over: "1", most: 1.1 }],
  },
];
