export {
  checkOptions,
  closestName,
  display,
  escapeControls,
  formatFields,
  isError,
  type Multiline,
} from "./display.ts";
export { ConsoleHandler } from "./console-handler.ts";
export { Filter, type FilterLike } from "./filter.ts";
export { Handler, NullHandler, type RecordFormatter } from "./handler.ts";
export { settings, type Settings } from "./last-resort.ts";
export { Pieces } from "./pieces.ts";
export { StreamHandler } from "./stream-handler.ts";
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
export { captureWarnings } from "./capture-warnings.ts";
export { logFrom } from "./log-from.ts";
export { type LogMethods } from "./log-methods.ts";
export { type HandlerLike, Logger } from "./logger.ts";
export {
  disable,
  getLogger,
  getLoggerClass,
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
