export { type AdapterOptions, LoggerAdapter, type LoggerAdapterOptions } from "./logger-adapter.ts";
export { checkOptions } from "./check-options.ts";
export { closestName } from "./closest-name.ts";
export { display } from "./display.ts";
export { escapeControls, type Multiline } from "./escape-controls.ts";
export { isAscii } from "./text-kind.ts";
export { isRememberedAscii, rememberAscii } from "./ascii-line.ts";
export { formatFields } from "./format-fields.ts";
export { indentLines } from "./plain-error.ts";
export { isError } from "./value-kind.ts";
export { ConsoleHandler } from "./console-handler.ts";
export { Filter, type FilterLike } from "./filter.ts";
export { Handler, NullHandler, type RecordFormatter } from "./handler.ts";
export { settings, type Settings } from "./last-resort.ts";
export { Pieces } from "./pieces.ts";
export { writeToStderr } from "./stderr.ts";
export { StreamHandler } from "./stream-handler.ts";
export { formatMessage } from "./format-message.ts";
export {
  closeHandler,
  flushOnSignals,
  type FlushSignal,
  getHandlerByName,
  getHandlerNames,
  shutdown,
} from "./shutdown.ts";
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
export type { TextStream } from "./runtime.ts";
export { type Fields, LogRecord } from "./record.ts";
export { getLogRecordFactory, type LogRecordFactory, setLogRecordFactory } from "./record-factory.ts";
export { type LogRecordAttributes, makeLogRecord } from "./make-log-record.ts";
