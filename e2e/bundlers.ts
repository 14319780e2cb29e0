import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { nodeResolve } from "@rollup/plugin-node-resolve";
import * as esbuild from "esbuild";
import { rolldown } from "rolldown";
import { rollup } from "rollup";
import { build } from "vite";
import webpack from "webpack";

import { temporaryFolder } from "./temporary-folder.ts";

/** What a bundler made of a program, by its own account. */
export interface Bundle {
  readonly code: string;
  /** What it leaves to be imported. */
  readonly imports: readonly string[];
  /** The files of which something is left in it. */
  readonly modules: readonly string[];
}

type Bundler = (entry: string, platform: "browser" | "node") => Promise<Bundle>;

interface Chunk {
  readonly type: string;
  readonly code: string;
  readonly imports: readonly string[];
  readonly modules: Readonly<Record<string, { readonly renderedLength: number }>>;
}

function rendered(output: readonly unknown[]): Bundle {
  const chunk = (output as readonly Chunk[]).find(({ type }) => type === "chunk");
  if (chunk === undefined) throw new Error("no chunk was made");
  const modules = Object.entries(chunk.modules).filter(([, module]) => module.renderedLength > 0);
  return { code: chunk.code, imports: chunk.imports, modules: modules.map(([id]) => id) };
}

export const bundlers: Readonly<Record<string, Bundler>> = {
  async esbuild(entry, platform) {
    const { metafile, outputFiles } = await esbuild.build({
      entryPoints: [entry],
      bundle: true,
      format: "esm",
      platform,
      minify: true,
      metafile: true,
      write: false,
      outfile: "out.js",
      logLevel: "silent",
    });
    const [output] = Object.values(metafile.outputs);
    const inputs = Object.entries(output?.inputs ?? {}).filter(([, input]) => input.bytesInOutput > 0);
    return {
      code: outputFiles[0]?.text ?? "",
      imports: (output?.imports ?? []).map(({ path }) => path),
      modules: inputs.map(([id]) => id),
    };
  },
  async rollup(entry, platform) {
    const plugins = [nodeResolve({ browser: platform === "browser", exportConditions: [platform] })];
    const bundle = await rollup({ input: entry, plugins, external: /^node:/u, onwarn() {} });
    return rendered((await bundle.generate({ format: "es", compact: true })).output);
  },
  async rolldown(entry, platform) {
    const bundle = await rolldown({ input: entry, platform, logLevel: "silent" });
    return rendered((await bundle.generate({ format: "es", minify: true })).output);
  },
  async vite(entry, platform) {
    const answer = await build({
      configFile: false,
      root: dirname(entry),
      logLevel: "silent",
      ...(platform === "node" ? { ssr: { noExternal: true, target: "node" as const } } : {}),
      build: {
        write: false,
        target: "es2022",
        modulePreload: { polyfill: false },
        minify: true,
        ...(platform === "node" ? { ssr: entry } : {}),
        rollupOptions: { input: entry },
      },
    });
    const [made] = [answer].flat() as { readonly output?: readonly unknown[] }[];
    return rendered(made?.output ?? []);
  },
  async webpack(entry, platform) {
    const folder = temporaryFolder("webpack");
    const stats = await new Promise<webpack.Stats>((resolve, reject) => {
      webpack(
        {
          mode: "production",
          target: [platform === "node" ? "node20" : "web", "es2022"],
          entry,
          output: { path: folder, filename: "out.mjs", module: true, chunkFormat: "module" },
          experiments: { outputModule: true },
          performance: false,
        },
        (error, answer) => (answer === undefined ? reject(error ?? new Error("no answer")) : resolve(answer)),
      );
    });
    if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));
    const { chunks, chunkGraph } = stats.compilation;
    const modules = [...chunks].flatMap((chunk) =>
      [...chunkGraph.getChunkModulesIterable(chunk)].flatMap((module) => {
        const parts = (module as { modules?: readonly { resource?: string }[] }).modules ?? [
          module as { resource?: string },
        ];
        return parts.map(({ resource }) => resource ?? "");
      }),
    );
    return { code: readFileSync(join(folder, "out.mjs"), "utf8"), imports: [], modules };
  },
};
