// Runs on every Node that the packages support: import and require of what was built answer the same names.

import { createRequire } from "node:module";
import { resolve } from "node:path";

const [folder, ...names] = process.argv.slice(2);
const require = createRequire(resolve(folder, "package.json"));
for (const name of names) {
  const required = require(name);
  const imported = await import(require.resolve(name));
  const missing = Object.keys(imported).filter((key) => required[key] !== imported[key]);
  if (missing.length > 0 || Object.keys(imported).length === 0) {
    throw new Error(`${name}: require lacks ${missing.join(", ") || "everything"}`);
  }
  if (!require.resolve(name).includes("dist")) throw new Error(`${name} is not what was built`);
}
console.log(`${process.version}: ${names.join(", ")}`);
