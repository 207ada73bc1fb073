import type { SqlCatalog } from './sql-catalog.js';

/** Characters that are kept; a row has some 900. */
const mostKept = 2 ** 22;

/**
 * The rows of lists as JSON text. Those of ended runs are kept until somebody tells that they changed: read and written
 * anew, a page of 100 takes 3 ms.
 */
export class RowTexts {
  readonly #catalog: Pick<SqlCatalog, 'found'>;
  readonly #most: number;
  /** Oldest first. */
  readonly #kept = new Map<string, string>();
  #length = 0;

  constructor(catalog: Pick<SqlCatalog, 'found'>, most = mostKept) {
    this.#catalog = catalog;
    this.#most = most;
  }

  /** The rows of these ids; of ids that left the catalog there is none. */
  async of(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const texts = new Map<string, string>();
    for (const id of ids) {
      const text = this.#kept.get(id);
      if (text !== undefined) texts.set(id, text);
    }
    for (const { experiment, hasEnded } of await this.#catalog.found(ids.filter((id) => !texts.has(id)))) {
      const text = JSON.stringify(experiment);
      texts.set(experiment.id, text);
      if (hasEnded) this.#keep(experiment.id, text);
    }
    return texts;
  }

  /** These runs changed. */
  forget(ids: readonly string[]): void {
    for (const id of ids) {
      this.#length -= this.#kept.get(id)?.length ?? 0;
      this.#kept.delete(id);
    }
  }

  #keep(id: string, text: string): void {
    this.forget([id]);
    this.#kept.set(id, text);
    this.#length += text.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#length <= this.#most) break;
      this.forget([oldest]);
    }
  }
}
