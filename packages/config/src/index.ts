export { basicConfig, type BasicConfigOptions, type Style } from "./basic-config.ts";
export { ConfigError } from "./config-error.ts";
export type {
  ConfigOptions,
  DictConfig,
  FilterConfig,
  FormatterConfig,
  HandlerConfig,
  LoggerConfig,
} from "./config-types.ts";
export { dictConfig } from "./dict-config.ts";
export { loadConfig } from "./load-config.ts";
export { critical, debug, error, exception, fatal, info, log, warn, warning } from "./root-logger.ts";
