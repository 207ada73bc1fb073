import type { EventBlock } from '../api/event-block.js';
import type { ColumnPart } from './block-part.js';
import { everyRow, oneKind } from './shared-columns.js';

/** So many points or fewer stand in plain arrays: a typed one takes 200 bytes beside its numbers, and 100,000 series may have one point each. */
const fewPoints = 16;

/** A plain array beside its numbers. */
const smallBytes = 48;

/** What one series has in a head, in file order. Rows and kinds are listed only once they are not 0, 1, 2, ... and all alike. */
export class HeadColumn {
  /** Of its series in the stream's list. */
  readonly ordinal: number;
  points = 0;
  /** Points that are in the sums of the series. */
  summed = 0;
  #room: number;
  #value: Float64Array | number[];
  #row: Uint32Array | number[] | undefined;
  #kinds: Uint8Array | undefined;
  #kind = 0;

  constructor(ordinal: number, capacity: number) {
    this.ordinal = ordinal;
    this.#room = Math.max(capacity, fewPoints);
    this.#value = capacity > fewPoints ? new Float64Array(capacity) : [];
  }

  get bytes(): number {
    return sizeOf(this.#value) + sizeOf(this.#row) + sizeOf(this.#kinds);
  }

  add(row: number, value: number, kind: number): void {
    const i = this.points++;
    if (i === this.#room) this.#grow();
    // A literal has room for one number, an element that is added makes room for 17.
    if (i === 0 && Array.isArray(this.#value)) this.#value = [value];
    else this.#value[i] = value;
    if (this.#row !== undefined) this.#row[i] = row;
    else if (row !== i) this.#listRows(i, row);
    if (this.#kinds !== undefined) this.#kinds[i] = kind;
    else if (kind !== this.#kind) this.#listKinds(i, kind);
  }

  /** Adds one point for each row of a block, its first row being `first` here; the series has every `stride`th point from `start` on. */
  addEvery(first: number, { rows, value, kind }: Pick<EventBlock, 'rows' | 'value' | 'kind'>, { start, stride }: { readonly start: number; readonly stride: number }): void {
    if (this.#row !== undefined || this.points !== first) {
      for (let row = 0; row < rows; row++) this.add(first + row, value[start + row * stride] ?? NaN, kind[start + row * stride] ?? 0);
      return;
    }
    while (this.#room < this.points + rows) this.#grow();
    this.#addKinds(kind.subarray(0, rows * stride), start, stride);
    const target = this.#value;
    const end = start + rows * stride;
    let i = this.points;
    for (let from = start; from < end; from += stride) target[i++] = value[from] ?? NaN;
    this.points = i;
  }

  /** The points from `start` to `end`, their rows counted from `fromRow`; views that hold until the next `add`. */
  part(start: number, end: number, fromRow: number): ColumnPart {
    return {
      row: this.#rowsBetween(start, end, fromRow),
      value: this.#value instanceof Float64Array ? this.#value.subarray(start, end) : Float64Array.from(this.#value.slice(start, end)),
      kind: this.#kinds?.subarray(start, end) ?? oneKind(this.#kind, end - start),
    };
  }

  /** How many of its points lie in rows before `row`. */
  pointsBefore(row: number): number {
    const rows = this.#rowsUpTo(this.points);
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((rows[middle] ?? 0) < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #rowsBetween(start: number, end: number, fromRow: number): Uint32Array {
    if (this.#row === undefined && start === fromRow) return everyRow(end - start);
    const rows = this.#rowsUpTo(end).subarray(start);
    return fromRow === 0 ? rows : rows.map((row) => row - fromRow);
  }

  #rowsUpTo(end: number): Uint32Array {
    if (this.#row === undefined) return everyRow(end);
    return this.#row instanceof Uint32Array ? this.#row.subarray(0, end) : Uint32Array.from(this.#row.slice(0, end));
  }

  /** Kinds of the next points: every `stride`th from `start` on. They are listed as soon as they are not all alike. */
  #addKinds(kind: Uint8Array, start: number, stride: number): void {
    if (this.points === 0) this.#kind = kind[start] ?? 0;
    if (this.#kinds === undefined) {
      let from = start;
      while (from < kind.length && kind[from] === this.#kind) from += stride;
      if (from >= kind.length) return;
      this.#kinds = new Uint8Array(this.#room).fill(this.#kind, 0, this.points);
    }
    const target = this.#kinds;
    let i = this.points;
    for (let from = start; from < kind.length; from += stride) target[i++] = kind[from] ?? 0;
  }

  #listRows(i: number, row: number): void {
    if (i === 0 && this.#room === fewPoints) {
      this.#row = [row];
      return;
    }
    this.#row = this.#room > fewPoints ? new Uint32Array(this.#room) : [];
    for (let before = 0; before < i; before++) this.#row[before] = before;
    this.#row[i] = row;
  }

  #listKinds(i: number, kind: number): void {
    if (i === 0) {
      this.#kind = kind;
      return;
    }
    this.#kinds = new Uint8Array(this.#room).fill(this.#kind, 0, i);
    this.#kinds[i] = kind;
  }

  #grow(): void {
    const length = this.#room * 2;
    this.#room = length;
    const value = new Float64Array(length);
    value.set(this.#value);
    this.#value = value;
    if (this.#row !== undefined) {
      const row = new Uint32Array(length);
      row.set(this.#row);
      this.#row = row;
    }
    if (this.#kinds !== undefined) {
      const kinds = new Uint8Array(length);
      kinds.set(this.#kinds);
      this.#kinds = kinds;
    }
  }
}

function sizeOf(column: Float64Array | Uint32Array | Uint8Array | number[] | undefined): number {
  if (column === undefined) return 0;
  return Array.isArray(column) ? smallBytes + 8 * column.length : column.byteLength;
}
