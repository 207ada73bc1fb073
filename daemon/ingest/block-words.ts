/** Indexes of names or stages within one block, given in the order in which they first come. */
export interface BlockWords {
  /** Begins a block without words. */
  begin(): void;
  indexOf(word: string): number;
  /** The words behind the indexes. */
  list(): readonly string[];
}

/** Words that nobody has learnt. */
export class PlainWords implements BlockWords {
  #words = new Map<string, number>();

  begin(): void {
    this.#words = new Map();
  }

  indexOf(word: string): number {
    const known = this.#words.get(word);
    if (known !== undefined) return known;
    this.#words.set(word, this.#words.size);
    return this.#words.size - 1;
  }

  list(): readonly string[] {
    return [...this.#words.keys()];
  }
}
