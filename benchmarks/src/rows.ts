import type { Work } from "./contestant.ts";

/** What of a run is measured: time a record, the slowest of a thousand calls, peak memory, or time to start. */
export type Metric = "time" | "latency" | "memory" | "start";

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
  /** The column that is bounded, ours unless said otherwise, and the most that it may be of another. */
  readonly bounds?: readonly Bound[];
  /** Files of a mebibyte, and five old ones: fewer records are left than were written. */
  readonly rolls?: boolean;
}

/** The most that a column may be: a part of another one, or a number of milliseconds. */
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

/** The works of a contestant that write JSON, whatever the row asks for. */
export const WRITES_JSON: readonly string[] = ["pino", "bunyan"];

const hand = (most: number): Bound[] => [{ over: "hand", most }];

/** The rows, in the order of the table. */
export const ROWS: readonly Row[] = [
  {
    name: "disabled",
    title: "a call that is switched off",
    work: "disabled",
    metric: "time",
    count: 1_000_000,
    bounds: [{ over: "fastest peer", most: 1 }],
  },
  {
    name: "text",
    title: "text, in the OS at return",
    work: "text",
    metric: "time",
    count: 200_000,
    bounds: hand(1.15),
  },
  {
    name: "text-buffered",
    title: "text, buffered",
    work: "text-buffered",
    metric: "time",
    count: 500_000,
    bounds: hand(1.8),
  },
  {
    name: "json",
    title: "JSON, three fields, in the OS at return",
    work: "json",
    metric: "time",
    count: 200_000,
    bounds: [...hand(1.25), { over: "pino", most: 1 }],
  },
  {
    name: "json-buffered",
    title: "JSON, three fields, buffered",
    work: "json-buffered",
    metric: "time",
    count: 500_000,
    bounds: hand(1.8),
  },
  {
    name: "rolling-size",
    title: "rolling every MiB, 5 kept",
    work: "rolling-size",
    metric: "time",
    count: 200_000,
    rolls: true,
  },
  {
    name: "rolling-plain",
    title: "rolling, against our plain file",
    work: "text",
    metric: "time",
    count: 400_000,
    rolls: true,
    contestants: ["plain", "by size", "by time"],
    works: { plain: "text", "by size": "rolling-size", "by time": "rolling-time" },
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
    bounds: hand(1.3),
  },
  {
    name: "error",
    title: "an error with three causes",
    work: "error",
    metric: "time",
    count: 50_000,
    bounds: hand(1.5),
  },
  {
    name: "fan-out",
    title: "five loggers deep, three handlers",
    work: "fan-out",
    metric: "time",
    count: 200_000,
    bounds: hand(1.25),
  },
  {
    name: "latency",
    title: "slowest call of a thousand, rolling",
    work: "rolling-size",
    metric: "latency",
    count: 200_000,
    rolls: true,
    bounds: hand(1.5),
  },
  {
    name: "memory",
    title: "peak memory of a million buffered lines",
    work: "text-buffered",
    metric: "memory",
    count: 1_000_000,
    bounds: hand(1.3),
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
    name: "loggers",
    title: "among so many loggers",
    work: "loggers",
    metric: "time",
    count: 500_000,
    contestants: ["10", "100,000"],
    sizes: { "10": 10, "100,000": 100_000 },
    bounds: [{ of: "100,000", over: "10", most: 1.05 }],
  },
  {
    name: "depth",
    title: "so deep in the tree",
    work: "depth",
    metric: "time",
    count: 500_000,
    contestants: ["1", "10", "100"],
    sizes: { "1": 1, "10": 10, "100": 100 },
    bounds: [{ of: "100", over: "1", most: 1.05 }],
  },
  {
    name: "backups",
    title: "with so many old files",
    work: "backups",
    metric: "time",
    count: 200_000,
    contestants: ["5", "1,000"],
    sizes: { "5": 5, "1,000": 1000 },
    bounds: [{ of: "1,000", over: "5", most: 1.05 }],
  },
];
