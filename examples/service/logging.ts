import { join } from "node:path";

import { getLogger, StreamHandler } from "@log/core";
import { Formatter } from "@log/formatter";
import { RotatingFileHandler } from "@log/handler-rotating";

const MEBIBYTE = 1024 * 1024;

/** Has the whole service log to a rotating file in `directory` and to the screen. @returns The files. */
export function configureLogging(directory: string): string[] {
  const formatter = new Formatter("%(asctime)s - [%(levelname)s] - %(levelno)s - %(process)d - %(message)s");
  const filename = join(directory, "service.log");

  const file = new RotatingFileHandler(filename, { maxBytes: 10 * MEBIBYTE, backupCount: 5 });
  file.setFormatter(formatter);
  const screen = new StreamHandler(process.stdout);
  screen.setFormatter(formatter);

  const root = getLogger();
  root.setLevel("INFO");
  root.addHandler(file);
  root.addHandler(screen);
  return [filename];
}
