// Bundlers take a package apart by its statements: one that has an effect when it is imported stays in every program.

import { readFile } from "node:fs/promises";

import { build } from "esbuild";

/** What is left of a module that a program imports and of which it uses nothing, apart from imports. */
export async function effectsOf(file: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: 'import "the module"', resolveDir: import.meta.dirname },
    bundle: true,
    format: "esm",
    target: "es2022",
    minifySyntax: true,
    write: false,
    plugins: [
      {
        name: "the module alone",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /./ }, ({ path }) =>
            path === "the module"
              ? { path, namespace: "alone" }
              : { path, external: true, sideEffects: false },
          );
          // Without its package.json, which says that no module of it has an effect.
          onLoad({ filter: /./, namespace: "alone" }, async () => ({
            contents: await readFile(file, "utf8"),
          }));
        },
      },
    ],
  });
  const text = outputFiles[0]?.text ?? "";
  return text.replaceAll(/^(?:import [^;]+;|\/\/.*|\s*)$/gmu, "").trim();
}
