import { execFile } from "node:child_process";
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";

/**
 * Has the real logrotate move `app.log` at once.
 *
 * It is waited for, and not run at one go: a process whose acknowledgements nobody reads would stand still meanwhile, and
 * hear no signal.
 *
 * @param lines Of its configuration.
 * @param pause Milliseconds between its rename and its `create`, by strace.
 */
export async function logrotate(folder: string, lines: readonly string[], pause = 0): Promise<void> {
  const configuration = join(folder, "logrotate.conf");
  const text = [`${folder}/app.log {`, `rotate ${ROTATE}`, "missingok", ...lines, "}", ""].join("\n");
  writeFileSync(configuration, text, { mode: 0o644 });
  const command = ["logrotate", "-f", "-s", join(folder, "state"), configuration];
  // It first moves each old file that there could be.
  const inject = `inject=rename:delay_exit=${pause * 1000}:when=${ROTATE + 1}`;
  if (pause > 0) command.unshift("strace", "-qq", "-o", "/dev/null", "-e", "trace=rename", "-e", inject);
  await promisify(execFile)(command[0]!, command.slice(1));
  // It names them by the hour, and runs but once in it: here a second one would take the place of the first.
  for (const name of readdirSync(folder).filter((aside) => aside.endsWith(".backup"))) {
    renameSync(join(folder, name), join(folder, `${name}.${setAside++}`));
  }
}

const ROTATE = 200;
let setAside = 0;

/**
 * Unpacks what logrotate packed.
 *
 * @returns How many files were packed.
 */
export function unpack(folder: string): number {
  const packed = readdirSync(folder).filter((name) => name.endsWith(".gz"));
  for (const name of packed) {
    const file = join(folder, name);
    writeFileSync(file.slice(0, -".gz".length), gunzipSync(readFileSync(file)));
    rmSync(file);
  }
  return packed.length;
}
