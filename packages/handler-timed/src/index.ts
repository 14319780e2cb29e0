export type { AtTime } from "./at-time.ts";
export {
  TimedRotatingFileHandler,
  type TimedRotatingFileHandlerOptions,
} from "./timed-rotating-file-handler.ts";
export type { When } from "./when.ts";
