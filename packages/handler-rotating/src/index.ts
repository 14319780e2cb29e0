export { RotatingFileHandler, type RotatingFileHandlerOptions } from "./rotating-file-handler.ts";
