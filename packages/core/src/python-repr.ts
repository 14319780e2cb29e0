// Python's str.isprintable: nothing of the categories Other and Separator but the space.
const UNPRINTABLE = /[\p{C}\p{Z}]/u;

/**
 * Python's `repr()` of a string, or with `ascii` its `ascii()`.
 *
 * Which characters beyond Latin-1 print as themselves depends on the version of Unicode: CPython 3.13 has 15.1,
 * an engine its own.
 */
export function pythonRepr(text: string, ascii: boolean): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  let shown = mark;
  for (const char of text) {
    const special = "\\\n\r\t".indexOf(char);
    if (char === mark || special >= 0) shown += `\\${special > 0 ? "\\nrt"[special] : char}`;
    else shown += (char >= " " && char <= "~") || (!ascii && isPrintable(char)) ? char : escaped(char);
  }
  return shown + mark;
}

function isPrintable(char: string): boolean {
  if (char < "\u0100") return char > "\u00a0" && char !== "\u00ad";
  leaveRoom(500);
  return !UNPRINTABLE.test(char);
}

// V8 ends the process when it must compile a regular expression near the end of the stack. Where so many calls
// have room it has too; where they have not, their RangeError can be caught.
function leaveRoom(calls: number): number {
  return calls > 0 ? leaveRoom(calls - 1) + 1 : 0;
}

function escaped(char: string): string {
  const code = char.codePointAt(0)!;
  const [letter, length] = code < 256 ? ["x", 2] : code < 65_536 ? ["u", 4] : ["U", 8];
  return `\\${letter}${code.toString(16).padStart(length, "0")}`;
}
