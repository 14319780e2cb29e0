export { errorText } from "./error-text.ts";
export { type CriticalLogger, installExceptionHook } from "./exception-hook.ts";
export { formatException, type FormatExceptionOptions } from "./format-exception.ts";
export { parseStack, type StackFrame } from "./parse-stack.ts";
export type { Multiline } from "./escape-controls.ts";
