// A program bundled for a browser, with esbuild: only what it uses is in the bundle.
// Run it: node --conditions=@log/source bundle.ts

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";

const { metafile, outputFiles } = await build({
  entryPoints: [join(import.meta.dirname, "browser/app.ts")],
  bundle: true,
  format: "esm",
  platform: "browser",
  minify: true,
  metafile: true,
  write: false,
  // Here the packages are bundled from their sources. Leave this out where they are installed.
  conditions: ["@log/source"],
});
const [bundle] = outputFiles;
const [output] = Object.values(metafile.outputs);
if (bundle === undefined || output === undefined) throw new Error("nothing was bundled");

console.log("-- the packages in the bundle --");
const kept = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
const packages = kept
  .map(([file]) => /packages\/([^/]+)/u.exec(file)?.[1])
  .filter((name) => name !== undefined);
console.log([...new Set(packages)].map((name) => `@log/${name}`).join(", "));

console.log("-- its size --");
console.log(`${(gzipSync(bundle.contents).length / 1000).toFixed(1)} kB gzipped`);

console.log("-- what it prints, run alone --");
writeFileSync("app.mjs", bundle.contents);
const { stdout, stderr } = spawnSync(process.execPath, ["app.mjs"], { encoding: "utf8" });
console.log((stdout + stderr).trimEnd());
