import { CRITICAL, DEBUG, ERROR, INFO, WARNING } from "@log/core";

console.log([DEBUG, INFO, WARNING, ERROR, CRITICAL].join(" "));
