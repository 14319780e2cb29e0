export type { AttributeName } from "./attributes.ts";
export { BufferingFormatter } from "./buffering-formatter.ts";
export type { CheckFormat } from "./format-types.ts";
export { Formatter, type FormatterOptions } from "./formatter.ts";
export { JsonFormatter, type JsonFormatterOptions } from "./json-formatter.ts";
export { strftime, type TimeZoneOptions } from "./strftime.ts";
export type { StyleName } from "./style.ts";
