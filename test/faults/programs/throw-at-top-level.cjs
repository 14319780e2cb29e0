// Logs records and throws while the module is being evaluated, as CommonJS.

const { throwAfter } = require("./throw-after.ts");

throwAfter();
