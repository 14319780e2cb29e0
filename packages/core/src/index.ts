export {
  checkOptions,
  closestName,
  display,
  escapeControls,
  formatFields,
  isError,
  type Multiline,
} from "./display.ts";
export {
  ConsoleHandler,
  Filter,
  type FilterLike,
  Handler,
  NullHandler,
  type RecordFormatter,
  settings,
  type Settings,
  StreamHandler,
} from "./handler.ts";
export { formatMessage } from "./format-message.ts";
export { flushOnSignals, type FlushSignal, getHandlerByName, getHandlerNames, shutdown } from "./shutdown.ts";
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
export {
  captureWarnings,
  disable,
  getLogger,
  getLoggerClass,
  type HandlerLike,
  logFrom,
  Logger,
  type LoggerClass,
  type LogMethods,
  Manager,
  type ModuleMeta,
  setLoggerClass,
} from "./logger.ts";
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
