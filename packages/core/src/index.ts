export { checkOptions, closestName } from "./check-options.ts";
export { display, escapeControls, formatFields, isError, type Multiline } from "./display.ts";
export { Filter, type FilterLike } from "./filter.ts";
export { formatMessage } from "./format-message.ts";
export { getHandlerByName, getHandlerNames } from "./handler-registry.ts";
export { Handler, NullHandler, type RecordFormatter } from "./handler.ts";
export {
  addLevelName,
  checkLevel,
  CRITICAL,
  DEBUG,
  ERROR,
  FATAL,
  getLevelName,
  getLevelNamesMapping,
  INFO,
  type LevelLike,
  type LevelName,
  NOTSET,
  WARN,
  WARNING,
} from "./level.ts";
export { type AdapterOptions, LoggerAdapter, type LoggerAdapterOptions } from "./logger-adapter.ts";
export { type HandlerLike, Logger, type LogMethods } from "./logger.ts";
export {
  captureWarnings,
  disable,
  getLogger,
  getLoggerClass,
  logFrom,
  type LoggerClass,
  Manager,
  type ModuleMeta,
  setLoggerClass,
} from "./manager.ts";
export type { LogMethod, LogOptions, Message, MessageArguments } from "./message-types.ts";
export type { TextStream } from "./process-state.ts";
export {
  type Fields,
  getLogRecordFactory,
  LogRecord,
  type LogRecordAttributes,
  type LogRecordFactory,
  makeLogRecord,
  setLogRecordFactory,
} from "./record.ts";
export { flushOnSignals, type FlushSignal, shutdown } from "./shutdown.ts";
export { ConsoleHandler, type Settings, settings, StreamHandler } from "./stream-handler.ts";
