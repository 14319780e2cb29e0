import { readFileSync } from "node:fs";

import { getLogger } from "@log/core";
import { FileHandler } from "@log/handler-file";

getLogger().addHandler(new FileHandler("app.log", { mode: "w" }));
getLogger().warning("hello %s", "file");
console.log(readFileSync("app.log", "utf8").trim());
