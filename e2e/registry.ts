import { execFileSync, spawn } from "node:child_process";
import { openSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { temporaryFolder } from "./temporary-folder.ts";

/** A registry on loopback that knows nothing but what is published to it. */
export interface Registry {
  readonly url: string;
  /** A folder for everything that a run leaves. */
  readonly home: string;
  /** The environment in which npm and pnpm talk to this registry and to no other. */
  readonly env: NodeJS.ProcessEnv;
  stop(): void;
}

const USER = { name: "e2e", password: "e2e-secret-1", email: "e2e@example.com", type: "user", roles: [] };

export async function startRegistry(): Promise<Registry> {
  const home = temporaryFolder("registry");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const config = join(home, "verdaccio.json");
  writeFileSync(
    config,
    JSON.stringify({
      storage: join(home, "storage"),
      uplinks: {},
      web: { enable: false },
      publish: { allow_offline: true },
      auth: { htpasswd: { file: join(home, "htpasswd"), max_users: 10 } },
      packages: { "@log/*": { access: "$all", publish: "$authenticated" } },
      log: { type: "stdout", format: "json", level: "warn" },
    }),
  );
  const log = openSync(join(home, "verdaccio.log"), "a");
  const bin = join(
    dirname(createRequire(import.meta.url).resolve("verdaccio/package.json")),
    "bin/verdaccio",
  );
  const child = spawn(process.execPath, [bin, "--config", config, "--listen", `127.0.0.1:${port}`], {
    stdio: ["ignore", log, log],
  });
  process.on("exit", () => child.kill());
  await untilUp(url);
  const env = environment(home, url, await tokenOf(url));
  refuseOtherRegistries(home, url, env);
  return { url, home, env, stop: () => child.kill() };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

async function untilUp(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const up = await fetch(`${url}-/ping`).then(
      (response) => response.ok,
      () => false,
    );
    if (up) return;
    await wait(100);
  }
  throw new Error("the registry did not start");
}

async function tokenOf(url: string): Promise<string> {
  const response = await fetch(`${url}-/user/org.couchdb.user:${USER.name}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...USER, date: new Date().toISOString() }),
  });
  const { token } = (await response.json()) as { token: string };
  return token;
}

function environment(home: string, url: string, token: string): NodeJS.ProcessEnv {
  const npmrc = join(home, "npmrc");
  const { host } = new URL(url);
  writeFileSync(npmrc, `registry=${url}\n//${host}/:_authToken=${token}\nfund=false\naudit=false\n`);
  // npx and pnpm hand their own settings down, and an inherited npm_config_userconfig beats ours: left in,
  // a publish would go to the public registry.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^p?npm_config_/iu.test(name)),
  );
  return {
    ...env,
    NPM_CONFIG_USERCONFIG: npmrc,
    npm_config_userconfig: npmrc,
    npm_config_registry: url,
    pnpm_config_registry: url,
    npm_config_cache: join(home, "npm-cache"),
    pnpm_config_minimum_release_age: "0",
  };
}

/**
 * Makes sure, before anything is published, that every tool would talk to our registry. (`changeset publish` asks and
 * publishes by pnpm, which falls back on npm.)
 *
 * @throws {Error} A tool would talk to another one.
 */
export function refuseOtherRegistries(folder: string, url: string, env: NodeJS.ProcessEnv): void {
  if (new URL(url).hostname !== "127.0.0.1") throw new Error(`${url} is not on this machine`);
  for (const tool of ["npm", "pnpm"]) {
    for (const setting of ["registry", "@log:registry"]) {
      const seen = execFileSync(tool, ["config", "get", setting], {
        env,
        cwd: folder,
        encoding: "utf8",
      }).trim();
      // A scope has no registry of its own as long as nobody gives it one.
      if (seen !== url && !(setting === "@log:registry" && seen === "undefined"))
        throw new Error(`${tool} would publish to ${seen}, not to ${url}`);
    }
  }
}
