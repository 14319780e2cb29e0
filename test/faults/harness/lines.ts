/** How large the text is that a record carries, and whether it is more than ASCII. */
export interface LineShape {
  /** Characters behind the number. Default 40. */
  readonly size?: number | undefined;
  /** Mixes in characters of two, three and four bytes. */
  readonly isWide?: boolean | undefined;
}

const NARROW = "abcdefghijklmnopqrstuvwxyz";
const WIDE = "aé€😀";

/**
 * The text of a writer's n-th record. It is known beforehand, so that a checker sees a line that lacks a part or
 * has one of another.
 */
export function lineOf(writer: string, n: number, { size = 40, isWide = false }: LineShape = {}): string {
  const characters = [...(isWide ? WIDE : NARROW)];
  const character = characters[n % characters.length]!;
  return `${writer} ${n} ${character.repeat(size)} end`;
}
