import type { StorageTotals } from '../../../schemas/dedup-storage.js';
import type { ReferredContent } from './references.js';

type Told = Pick<StorageTotals, 'bytes' | 'stored_bytes' | 'pool' | 'outside' | 'unreferenced' | 'bin'>;

/** Adds up all contents, each once, by who keeps them and who refers to them. */
export class ContentTotals {
  readonly #isDeleted: (version: string) => boolean;
  readonly #sums = { bytes: 0, stored_bytes: 0 };
  readonly #parts = { pool: nothing(), outside: nothing(), unreferenced: nothing(), bin: nothing() };

  constructor(isDeleted: (version: string) => boolean) {
    this.#isDeleted = isDeleted;
  }

  add({ size, isPooled, isPlaced, isArchived, references }: ReferredContent): void {
    this.#sums.bytes += size * references.length;
    if (references.length > 0) this.#sums.stored_bytes += size;
    if (isPooled) this.#count('pool', size);
    else if (isPlaced) this.#count('outside', size);
    if (!isPooled || isArchived) return;
    if (references.length === 0) this.#count('unreferenced', size);
    else if (references.every(({ version_id }) => this.#isDeleted(version_id))) this.#count('bin', size);
  }

  get told(): Told {
    return { ...this.#sums, ...this.#parts };
  }

  #count(part: 'pool' | 'outside' | 'unreferenced' | 'bin', size: number): void {
    this.#parts[part].contents++;
    this.#parts[part].bytes += size;
  }
}

function nothing(): { contents: number; bytes: number } {
  return { contents: 0, bytes: 0 };
}
