import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** A file system of a megabyte that is nearly full, seen by one process and its children only. */
export interface SmallDisk {
  /** What the process is started by. */
  readonly by: readonly string[];
  /** Where it is mounted. */
  readonly disk: string;
  /** Where the log files are copied to when the process has ended. */
  readonly copies: string;
  /** The command that gives space back. */
  readonly heal: string;
}

/**
 * How to start a process on a small disk.
 *
 * @param ballast How much of the disk is taken, as `head -c` takes it; `0` for nothing.
 * @param options Of `mount`.
 */
export function smallDisk(folder: string, ballast: string, options = "size=1m"): SmallDisk {
  const [disk, copies] = [join(folder, "disk"), join(folder, "copies")];
  mkdirSync(disk);
  mkdirSync(copies);
  const fill = ballast === "0" ? "true" : `head -c ${ballast} /dev/zero > ${disk}/ballast`;
  const script = `mount -t tmpfs -o ${options} tmpfs ${disk} && ${fill} && { "$0" "$@"; code=$?; cp ${disk}/app.log* ${copies}; exit $code; }`;
  return { disk, copies, heal: `rm ${disk}/ballast`, by: ["unshare", "-m", "sh", "-c", script] };
}
