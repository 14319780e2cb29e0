/** What a text holds: nothing but printable ASCII and tabs; other characters that do no harm; something to escape. */
export const ASCII = 0;
export const HARMLESS = 1;
export const HARMFUL = 2;

// Asking which characters a message holds costs a third of a whole record: the text that was just put together out of
// parts has to be made one piece for it. It is cheaper to ask the parts, and to know the text again.
let known = "";
let knownKind = ASCII;

/** Says of a text what it holds, because the parts are known that it was put together of. */
export function know(text: string, kind: number): void {
  known = text;
  knownKind = kind;
}

/** What a text holds. */
export function kindOf(text: string): number {
  if (text === known) return knownKind;
  let kind = ASCII;
  // A loop, where a regular expression would take two thirds of the time: V8 ends the process when it must compile
  // one near the end of the stack, and this runs for the error of a stack that overflowed.
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isHarmful(code)) return HARMFUL;
    if (code > 126) kind = HARMLESS;
  }
  return kind;
}

/** Whether it is a control character but the tab, or one of Unicode's two ends of a line. */
export function isHarmful(code: number): boolean {
  return code < 32 ? code !== 9 : code > 126 && (code < 160 || code === 0x2028 || code === 0x2029);
}

const LONGEST_KNOWN = 10_000;

/** Whether a text holds nothing but printable ASCII and tabs: then its bytes are as many as its characters. */
export function isAscii(text: string): boolean {
  if (text === known) return knownKind === ASCII;
  const kind = kindOf(text);
  // It is escaped next.
  if (text.length < LONGEST_KNOWN) know(text, kind);
  return kind === ASCII;
}
