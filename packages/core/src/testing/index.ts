export {
  type ContractHandler,
  type ContractOptions,
  handlerContract,
  type TestFunction,
} from "./handler-contract.ts";
export { ListHandler } from "./list-handler.ts";
