import { formatException } from "@log/exception";

const text = formatException(new Error("outer", { cause: new TypeError("inner") }));
console.log(
  text
    .split("\n")
    .filter((line) => !line.includes(" at ") && !line.includes("..."))
    .join("|"),
);
