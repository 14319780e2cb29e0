export { assertLogs, assertNoLogs } from "./assert-logs.ts";
export { captureLogs, type LogCapture } from "./capture-logs.ts";
export type { CapturedLogs } from "./captured-logs.ts";
export { handlerContract, type TestFunction } from "./handler-contract.ts";
export { ListHandler } from "./list-handler.ts";
export type { ContractHandler, ContractOptions, Written } from "./subject.ts";
