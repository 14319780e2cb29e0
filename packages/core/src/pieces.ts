// A text that is added to is a tree, of some sixty bytes for each piece: those of a hundred megabytes of new lines end
// the process. What is joined is one piece.
const MOST_ADDED = 1000;

/** A text that is put together of many pieces, in the memory that it takes itself. */
export class Pieces {
  #joined: string[] | undefined;
  #text = "";
  #added = 0;

  /** Adds to its end. */
  add(piece: string): void {
    // Joined to nothing, a tree stays one.
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
