import { resolve } from "node:path";

import { compileLines, compilerVersions } from "@log/compile-test";
import { expect, test } from "vitest";

const inside = resolve(import.meta.dirname, "..");

const declarations = `
import { basicConfig, type BasicConfigOptions } from "@log/config";
declare const text: string, flag: boolean, style: "%" | "{" | "$", names: string[], given: BasicConfigOptions;
`;
const accepted = `
basicConfig();
basicConfig({});
basicConfig({ filename: "a.log", level: "info" });
basicConfig({ format: "%(asctime)s %(levelname)s %(name)s %(message)s", datefmt: "%H:%M" });
basicConfig({ format: "{levelname:<8} {message}", style: "{" });
basicConfig({ format: "\${levelname} $message", style: "$" });
basicConfig({ format: "%(userId)s %(message)s", fields: ["userId"] });
basicConfig({ format: "{userId} {message}", style: "{", fields: ["userId", "path"] });
basicConfig({ format: "%(anything)s", fields: names });
basicConfig({ format: text });
basicConfig({ format: text, style });
basicConfig({ format: flag ? "%(name)s" : "%(message)s" });
basicConfig({ format: undefined, style: undefined, fields: undefined });
basicConfig(given);
basicConfig({ ...given, force: true });
function configure(options: BasicConfigOptions): void { basicConfig(options); }
configure({ format: "%(anything)s" });
`;
const refused = `
basicConfig({ format: "%(levlname)s" });
basicConfig({ level: "info", format: "%(message)s %(userId)s" });
basicConfig({ format: "%(userId)s", fields: ["usrId"] });
basicConfig({ format: "{levlname}", style: "{" });
basicConfig({ format: "$levlname", style: "$" });
basicConfig({ format: flag ? "%(name)s" : "%(nam)s" });
basicConfig({ format: "%(message)s", style: "!" });
basicConfig({ format: "%(message)s", fields: "userId" });
basicConfig({ formt: "%(message)s" });
basicConfig({ format: 5 });
`;

test.each(compilerVersions)(
  "TypeScript %s checks a format that is a literal, and nothing else",
  async (version) => {
    const lines = [declarations, accepted, refused].flatMap((part) => part.trim().split("\n"));
    // What the sources ask of Node does not matter here.
    const compilation = await compileLines(version, lines, {
      inside,
      compilerOptions: { skipLibCheck: true },
    });
    expect(compilation.refused, compilation.output).toEqual(refused.trim().split("\n"));
    expect(compilation.output).toMatch(/levlname.* is no attribute of a record; name it in fields/u);
  },
);
