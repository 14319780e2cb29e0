import { onTestFinished } from "vitest";

/** What this process writes to stderr while the test runs. */
export function captureStderr(): { text: string } {
  const said = { text: "" };
  const { stderr } = process;
  const { write } = stderr;
  stderr.write = (chunk: string | Uint8Array): boolean => {
    said.text += chunk.toString();
    return true;
  };
  onTestFinished(() => void (stderr.write = write));
  return said;
}

/** How many reports of trouble a text has. */
export function reportsIn(text: string): number {
  return text.split("--- Logging error ---").length - 1;
}
