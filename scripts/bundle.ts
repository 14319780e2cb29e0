// Writes the JavaScript of the package that it is run in: for each entry point of its package.json one file in `dist`.
//
// A module file costs half a millisecond when a program starts, so a package has no more of them than entry points. One of
// these may import another, as a program does, and nothing else of it: it would be there twice. The types are the compiler's.

import { globSync, readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";

import { build, type Plugin } from "esbuild";

type Target = string | { readonly [condition: string]: Target };

/** The sources that package.json names under the condition `@log/source`, however deep. */
function sourcesOf(target: Target, isSource = false): string[] {
  if (typeof target === "string") return isSource ? [target] : [];
  return Object.entries(target).flatMap(([condition, below]) =>
    sourcesOf(below, isSource || condition === "@log/source"),
  );
}

const { exports, imports = {} } = JSON.parse(readFileSync("package.json", "utf8")) as Record<string, Target>;

// What an earlier build left would be published.
for (const file of globSync("dist/**/*.{js,js.map}")) rmSync(file);

const entryPoints = [...sourcesOf(exports ?? {}), ...sourcesOf(imports)];
const entryFiles = new Set(entryPoints.map((path) => resolve(path)));

/** Imports that cost a program a quarter of its start: Node asks each property of the module, and some load much more. */
const COSTLY_IMPORT = /^node:(?:fs|process)$/;

/** Takes such a module as it is: what nobody asks of it is not loaded. */
const asItIs: Plugin = {
  name: "a module of Node as it is",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: COSTLY_IMPORT }, ({ path }) => ({ path, namespace: "as-it-is", sideEffects: false }));
    onLoad({ filter: COSTLY_IMPORT, namespace: "as-it-is" }, async ({ path }) => {
      const { default: module } = (await import(path)) as { readonly default: object };
      return {
        contents: [
          `const builtin = /* @__PURE__ */ globalThis.process.getBuiltinModule(${JSON.stringify(path)});`,
          "export default builtin;",
          ...Object.keys(module).map(
            (name) => `export const ${name} = /* @__PURE__ */ (() => builtin.${name})();`,
          ),
        ].join("\n"),
      };
    });
  },
};

await build({
  entryPoints: [...new Set(entryPoints)],
  outbase: "src",
  outdir: "dist",
  bundle: true,
  format: "esm",
  target: "es2022",
  // Neither a platform nor a package is looked into: what is not the package's own stays an import.
  platform: "neutral",
  external: ["node:*", "@log/*", ...Object.keys(imports)],
  plugins: [
    asItIs,
    {
      name: "an entry point imports another",
      setup({ onResolve }) {
        onResolve({ filter: /^\.\.?\// }, ({ kind, path, resolveDir }) =>
          kind !== "entry-point" && entryFiles.has(resolve(resolveDir, path))
            ? { path: path.replace(/\.ts$/u, ".js"), external: true }
            : undefined,
        );
      },
    },
  ],
  sourcemap: true,
  // The sources are published beside it.
  sourcesContent: false,
  logLevel: "warning",
});
