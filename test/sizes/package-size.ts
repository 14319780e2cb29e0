import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";

const root = resolve(import.meta.dirname, "../..");

/** The size of a package with everything that it pulls in, minified and gzipped, in kB of 1,000 bytes. */
export async function packageSize(folder: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(root, "packages", folder, "src/index.ts")],
    conditions: ["@log/source"],
    external: ["node:*"],
    bundle: true,
    format: "esm",
    platform: "node",
    minify: true,
    write: false,
    logLevel: "silent",
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`${folder}: nothing was bundled`);
  return (gzipSync(output.contents, { level: 9 }).length / 1000).toFixed(1);
}

/** The line of a README that says it. */
export const SIZE_LINE = /^Size: ([\d.]+) kB with everything it pulls in/mu;
