export { basicConfig, type BasicConfigOptions, type Style } from "./basic-config.ts";
export { critical, debug, error, exception, fatal, info, log, warn, warning } from "./root-logger.ts";
