import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

type RegisterTest = (title: string, run: () => void) => unknown;

/**
 * Registers a test for each `ts` block of a README: it runs as it stands, ends well, and has no trouble with
 * logging. Where the next block is `text`, its lines have to be among those that the program printed or left in
 * files, with dates and times taken as equal.
 *
 * @param folder The package: the programs run inside of it, so that its name and its peers resolve.
 */
export function testReadme(test: RegisterTest, folder: string): void {
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  const blocks = [...readme.matchAll(/^```(\w+)\n([^]*?)^```$/gmu)].map(([, kind = "", text = ""]) => ({
    kind,
    text,
  }));
  const programs = blocks.flatMap(({ kind, text }, index) => {
    const next = blocks[index + 1];
    return kind === "ts" ? [{ text, shown: next?.kind === "text" ? next.text : "" }] : [];
  });
  for (const [index, { text, shown }] of programs.entries()) {
    test(`the README's program ${index + 1} runs as it stands`, () => {
      const { status, stdout, stderr, left } = run(folder, text);
      if (status !== 0) throw new Error(`it ended with ${status}:\n${stderr}`);
      if (stderr.includes("--- Logging error ---")) throw new Error(`logging was in trouble:\n${stderr}`);
      const seen = new Set([stdout, stderr, ...left].flatMap((each) => each.split("\n")).map(timeless));
      const missing = shown.split("\n").filter((line) => !seen.has(timeless(line)));
      if (missing.length > 0)
        throw new Error(`it did not print:\n${missing.join("\n")}\nbut:\n${[...seen].join("\n")}`);
    });
  }
  test("the README has a program", () => {
    if (programs.length === 0) throw new Error(`${folder}/README.md has no ts block`);
  });
}

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The contents of the files that it left. */
  readonly left: readonly string[];
}

function run(folder: string, program: string): Outcome {
  const home = mkdtempSync(join(folder, ".readme-"));
  try {
    const cwd = join(home, "files");
    mkdirSync(cwd);
    writeFileSync(join(home, "program.ts"), program);
    const path = join(home, "program.ts");
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--conditions=@log/source", path], {
      cwd,
      encoding: "utf8",
    });
    const left = readdirSync(cwd, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
    return { status, stdout, stderr, left };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** A line without what differs from run to run: dates, times, the numbers of processes and lines of stacks. */
function timeless(line: string): string {
  return line
    .trimEnd()
    .replaceAll(/\d{4}-\d\d-\d\d/gu, "DATE")
    .replaceAll(/\d\d:\d\d:\d\d(?:[.,]\d+)?/gu, "TIME")
    .replaceAll(/(?:file:\/\/)?[^\s(]*\/[\w.-]*:\d+:\d+/gu, "PLACE");
}
