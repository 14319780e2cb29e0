// Counting the bytes of a text is a call out of the engine: between two writes, which leave it cold, it takes as long as
// making the text, 300 ns.
let last = "";
// A line of a hundred megabytes is not to be kept, and counting it costs nothing beside writing it.
const LONGEST = 10_000;

/**
 * Says of a line that it holds nothing but ASCII, for whoever writes it next: it has as many bytes as characters.
 *
 * For formatters, of a line that they know to be made of such parts. A line that is not ASCII must never be given: a
 * short write of it would go unnoticed.
 */
export function rememberAscii(line: string): void {
  if (line.length < LONGEST) last = line;
}

/** Whether a line is the one that was last said to hold nothing but ASCII. `false` says nothing. */
export function isRememberedAscii(line: string): boolean {
  return line === last;
}
