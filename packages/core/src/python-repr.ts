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
    const code = char.codePointAt(0)!;
    if (char === mark || char === "\\") shown += `\\${char}`;
    else if (code === 10) shown += "\\n";
    else if (code === 13) shown += "\\r";
    else if (code === 9) shown += "\\t";
    else if (code > 31 && code < 127) shown += char;
    else if (ascii || !isPrintable(char, code)) shown += escape(code);
    else shown += char;
  }
  return shown + mark;
}

function isPrintable(char: string, code: number): boolean {
  return code < 256 ? code > 160 && code !== 173 : !UNPRINTABLE.test(char);
}

function escape(code: number): string {
  const hex = code.toString(16);
  if (code < 256) return `\\x${hex.padStart(2, "0")}`;
  return code < 65_536 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
