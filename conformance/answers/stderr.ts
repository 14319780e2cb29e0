import process from "node:process";

/** Runs with what is written to stderr caught. */
export function catchStderr(work: () => void): string {
  const { write } = process.stderr;
  let caught = "";
  process.stderr.write = (text) => {
    caught += String(text);
    return true;
  };
  try {
    work();
  } finally {
    process.stderr.write = write;
  }
  return caught;
}
