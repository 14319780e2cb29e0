export { captureWarnings } from "./capture-warnings.ts";
export { checkOptions } from "./check-options.ts";
export { closestName } from "./closest-name.ts";
export { ConsoleHandler } from "./console-handler.ts";
export { display } from "./display.ts";
export { escapeControls, type Multiline } from "./escape-controls.ts";
export { Filter, type FilterLike } from "./filter.ts";
export { type FlushSignal, flushOnSignals } from "./flush-on-signals.ts";
export { formatFields } from "./format-fields.ts";
export { formatMessage } from "./format-message.ts";
export { Handler, type RecordFormatter } from "./handler.ts";
export { getHandlerByName, getHandlerNames } from "./handler-registry.ts";
export { isError } from "./is-error.ts";
export { type Settings, settings } from "./last-resort.ts";
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
export { type HandlerLike, Logger } from "./logger.ts";
export { type AdapterOptions, LoggerAdapter, type LoggerAdapterOptions } from "./logger-adapter.ts";
export { getLoggerClass, type LoggerClass, setLoggerClass } from "./logger-class.ts";
export { logFrom } from "./log-from.ts";
export { type LogRecordAttributes, makeLogRecord } from "./make-log-record.ts";
export { disable, getLogger, Manager, type ModuleMeta } from "./manager.ts";
export type { LogMethod, LogOptions, Message, MessageArguments } from "./message-types.ts";
export { NullHandler } from "./null-handler.ts";
export { type Fields, LogRecord } from "./record.ts";
export { getLogRecordFactory, type LogRecordFactory, setLogRecordFactory } from "./record-factory.ts";
export type { TextStream } from "./runtime.ts";
export { shutdown } from "./shutdown.ts";
export { StreamHandler } from "./stream-handler.ts";
