/** How large the text is that a record carries, and whether it is more than ASCII. */
export interface LineShape {
  /** Characters behind the number. Default 40. */
  readonly size?: number | undefined;
  /** Mixes in characters of two, three and four bytes. */
  readonly isWide?: boolean | undefined;
  /** Each so many-th record has another size. */
  readonly large?: { readonly every: number; readonly size: number } | undefined;
}

const NARROW = "abcdefghijklmnopqrstuvwxyz";
const WIDE = "aé€😀";

/**
 * The text of a writer's n-th record. It is known beforehand, so that a checker sees a line that lacks a part or
 * has one of another.
 */
export function lineOf(writer: string, n: number, shape: LineShape = {}): string {
  const { size = 40, isWide = false, large } = shape;
  const characters = [...(isWide ? WIDE : NARROW)];
  const character = characters[n % characters.length]!;
  return `${writer} ${n} ${character.repeat(large !== undefined && n % large.every === 0 ? large.size : size)} end`;
}
