/** A stretch of a row that looks the same throughout. */
export interface Span {
  readonly text: string;
  /** CSS classes; empty for plain text. */
  readonly classes: string;
}

/** One row of a terminal, finished. */
export interface Row {
  readonly text: string;
  readonly spans: readonly Span[];
}

/** A row of one style. */
export function plainRow(text: string, classes: string): Row {
  return { text, spans: text === '' ? [] : [{ text, classes }] };
}

/** A row that is still written: one cell per character, overwritten in place. */
export class OpenRow {
  readonly #characters: string[] = [];
  readonly #classes: string[] = [];

  /** Goes on with a finished row. */
  static of(row: Row): OpenRow {
    const open = new OpenRow();
    let column = 0;
    for (const span of row.spans) for (const character of span.text) open.put(column++, character, span.classes);
    return open;
  }

  get length(): number {
    return this.#characters.length;
  }

  put(column: number, character: string, classes: string): void {
    while (this.#characters.length < column) {
      this.#characters.push(' ');
      this.#classes.push('');
    }
    this.#characters[column] = character;
    this.#classes[column] = classes;
  }

  /** Empties the cells from `from` up to `to`. */
  erase(from: number, to: number): void {
    if (to >= this.length) {
      this.#characters.length = Math.min(this.length, from);
      this.#classes.length = this.#characters.length;
      return;
    }
    for (let column = from; column < to; column += 1) this.put(column, ' ', '');
  }

  row(): Row {
    const spans: Span[] = [];
    let start = 0;
    for (let i = 1; i <= this.length; i += 1) {
      if (i < this.length && this.#classes[i] === this.#classes[start]) continue;
      spans.push({ text: this.#characters.slice(start, i).join(''), classes: this.#classes[start] ?? '' });
      start = i;
    }
    return { text: this.#characters.join(''), spans };
  }
}
