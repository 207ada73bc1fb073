import { ValueKind } from '../../../daemon/api/event-block.js';

/** One column of the legacy table: the last value that was written at each step. */
export class StepColumn {
  readonly #values: Float64Array;
  readonly #kinds: Uint8Array;
  /** Order of the event that a value came from; -1: none. */
  readonly #orders: Float64Array;
  #texts: Map<number, string> | undefined;

  constructor(rows: number) {
    this.#values = new Float64Array(rows).fill(NaN);
    this.#kinds = new Uint8Array(rows);
    this.#orders = new Float64Array(rows).fill(-1);
  }

  /** Keeps the value unless a later event wrote one. */
  put(row: number, order: number, value: number, kind: number = ValueKind.float): void {
    if ((this.#orders[row] ?? 0) > order) return;
    this.#orders[row] = order;
    this.#values[row] = value;
    this.#kinds[row] = kind;
  }

  /** A value that is no number, as JSON; a number at the same step goes before it. */
  putText(row: number, json: string): void {
    (this.#texts ??= new Map()).set(row, json);
  }

  /** The value as JSON; NaN and the infinities are null. */
  json(row: number): string {
    if (this.#orders[row] === -1) return this.#texts?.get(row) ?? 'null';
    const value = this.#values[row] ?? NaN;
    if (this.#kinds[row] === ValueKind.bool) return value === 1 ? 'true' : 'false';
    return Number.isFinite(value) ? String(value) : 'null';
  }
}
