import type { Summary } from './summary.js';
import { decodeSummary, type SummedUnit } from './summary-codec.js';

interface Held {
  readonly data: Uint8Array;
  readonly unit: SummedUnit;
  readonly summary: Summary;
  readonly bytes: number;
}

/** Float64 columns of a summary, the shared row column counted once. */
const columns = 13;

/**
 * Summaries as they were decoded last, the least used forgotten first. A blob is read from the database all the same and compared, so that what
 * is held can never be old: comparing 1 KB takes 0.1 us, decoding it 20. Refreshed charts and tables ask for the same ones again and again.
 */
export class SummaryCache {
  readonly #most: number;
  readonly #held = new Map<number, Held>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  /** What `decodeSummary` gives; throws Damage. */
  decode(data: Uint8Array, key: number, unit: SummedUnit): Summary {
    const held = this.#held.get(key);
    if (held !== undefined) {
      this.#forget(key, held);
      if (isSame(held, data, unit)) {
        this.#keep(key, held);
        return held.summary;
      }
    }
    const summary = decodeSummary(data, key, unit);
    this.#keep(key, { data, unit, summary, bytes: data.length + summary.index.length * columns * 8 });
    return summary;
  }

  #keep(key: number, held: Held): void {
    this.#held.set(key, held);
    this.#bytes += held.bytes;
    for (const [oldest, old] of this.#held) {
      if (this.#bytes <= this.#most) return;
      this.#forget(oldest, old);
    }
  }

  #forget(key: number, held: Held): void {
    this.#held.delete(key);
    this.#bytes -= held.bytes;
  }
}

function isSame({ data, unit }: Held, other: Uint8Array, { grid, firstRow, rows }: SummedUnit): boolean {
  const isUnit = unit.firstRow === firstRow && unit.rows === rows && unit.grid.first === grid.first && unit.grid.width === grid.width && unit.grid.buckets === grid.buckets;
  return isUnit && Buffer.compare(data, other) === 0;
}
