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
 */
export async function logrotate(folder: string, lines: readonly string[]): Promise<void> {
  const configuration = join(folder, "logrotate.conf");
  const text = [`${folder}/app.log {`, "rotate 200", "missingok", ...lines, "}", ""].join("\n");
  writeFileSync(configuration, text, { mode: 0o644 });
  await promisify(execFile)("logrotate", ["-f", "-s", join(folder, "state"), configuration]);
  // It names them by the hour, and runs but once in it: here a second one would take the place of the first.
  for (const name of readdirSync(folder).filter((aside) => aside.endsWith(".backup"))) {
    renameSync(join(folder, name), join(folder, `${name}.${setAside++}`));
  }
}

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
