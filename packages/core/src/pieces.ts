// V8 keeps `a + b` as a tree of some sixty bytes a node: escaping a hundred megabytes of new lines would exhaust the
// heap. `join` makes one flat text.
const MOST_ADDED = 1000;

/** A text that is put together of many pieces, in the memory that it takes itself. */
export class Pieces {
  #joined: string[] | undefined;
  #text = "";
  #added = 0;

  /** Adds to its end. */
  add(piece: string): void {
    // `join` of a text and an empty one answers the text as it is: a tree.
    if (piece === "") return;
    if (++this.#added % MOST_ADDED > 0) this.#text += piece;
    else {
      (this.#joined ??= []).push([this.#text, piece].join(""));
      this.#text = "";
    }
  }

  /**
   * The whole text, with what comes last.
   *
   * @throws {RangeError} The engine's own, of a text that is longer than a string can be.
   */
  end(rest: string): string {
    return (this.#joined?.join("") ?? "") + this.#text + rest;
  }
}
