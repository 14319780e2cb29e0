import type { StackFrame } from "./parse-stack.ts";
import { escapeControls } from "./text.ts";

interface FileSystem {
  statSync(path: string): { isFile(): boolean; readonly size: number };
  readFileSync(path: string, encoding: "utf8"): string;
}

interface Process {
  getBuiltinModule?(name: "node:fs"): FileSystem | undefined;
}

const MAX_BYTES = 1 << 20;
const MAX_WIDTH = 160;
const EXTENSIONS = new Set(["js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx"]);

/**
 * The lines of source around a frame, marked where it stands, or nothing where they cannot be had.
 *
 * A stack is only text, and may come from outside together with its error: only files of source code are read, no
 * devices and nothing large, so that no stack makes a log show other files.
 *
 * @param around Lines before and after.
 * @param files What was read before, by path.
 */
export function sourceLines(
  frame: StackFrame,
  around: number,
  files: Map<string, readonly string[]>,
): string {
  const { file, line, column } = frame;
  if (file === undefined || line === undefined) return "";
  let lines = files.get(file);
  if (lines === undefined) files.set(file, (lines = readLines(file)));
  if (line < 1 || line > lines.length) return "";
  const last = Math.min(line + around, lines.length);
  const width = String(last).length;
  let out = "";
  for (let number = Math.max(line - around, 1); number <= last; number++) {
    const source = (lines[number - 1] ?? "").slice(0, MAX_WIDTH).trimEnd();
    const mark = number === line ? "> " : "  ";
    out += `\n      ${mark}${String(number).padStart(width)} | ${escapeControls(source, "escape")}`;
    if (number !== line || column === undefined || column > source.length + 1) continue;
    // Tabs stay tabs, so that the mark stands right at any width.
    const indent = Array.from(source.slice(0, column - 1), (char) => (char === "\t" ? char : " "));
    out += `\n        ${" ".repeat(width)} | ${indent.join("")}^`;
  }
  return out;
}

function readLines(file: string): readonly string[] {
  try {
    const path = pathOf(file);
    const process: Process | undefined = Reflect.get(globalThis, "process");
    const fs = process?.getBuiltinModule?.("node:fs");
    if (path === undefined || !fs) return [];
    const stats = fs.statSync(path);
    return stats.isFile() && stats.size <= MAX_BYTES ? fs.readFileSync(path, "utf8").split("\n") : [];
  } catch {
    return [];
  }
}

/** The path of a source file on this machine: no URL of another kind, no share of another machine. */
function pathOf(file: string): string | undefined {
  const isUrl = file.startsWith("file:///");
  const path = isUrl ? decodeURIComponent(file.split("?", 1).join().slice(7)) : file;
  const isAbsolute = isUrl || file.startsWith(":", 1) || (file.startsWith("/") && !file.startsWith("//"));
  if (!isAbsolute || !EXTENSIONS.has(path.slice(path.lastIndexOf(".") + 1))) return undefined;
  // file:///C:/app.js
  return isUrl && path.startsWith(":", 2) ? path.slice(1) : path;
}
