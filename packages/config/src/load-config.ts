import { readText } from "#files";

import { ConfigError } from "./config-error.ts";
import type { ConfigOptions } from "./config-types.ts";
import { configure } from "./dict-config.ts";

/**
 * Configures all of logging by a file of JSON, as `dictConfig` does by an object.
 *
 * @param path Of the file, or its `URL`; a relative one is below the working directory.
 * @returns When it is applied. Rejects with what the file system says, and with a {@link ConfigError} for what is no
 *   JSON and for a configuration with mistakes.
 *
 * Python has no such function; its `fileConfig` reads a format of its own.
 */
export async function loadConfig(
  path: string | { readonly href: string },
  options: ConfigOptions = {},
): Promise<void> {
  const text = await readText(path);
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch (error) {
    throw new ConfigError("loadConfig", [
      `${typeof path === "string" ? path : path.href} is no JSON: ${(error as Error).message}`,
    ]);
  }
  configure("loadConfig", config, options);
}
