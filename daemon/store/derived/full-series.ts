import { RunkeepError } from '../../api/errors.js';
import type { BlockReader } from '../block-reader.js';
import type { StreamView } from '../stream-view.js';
import { rowPlaces, type UnitAxis } from '../summary.js';

/** All points of one series in ascending order of x, those of one x in file order. */
export interface Line {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Most points that are held at once: 16 bytes each, and as many again while they are put in order. */
export const mostPoints = 2 ** 24;

/**
 * Reads whole series, several at a time so that the axis of a block is decoded once for them. Points without step stand at
 * their row, points without a finite x are left out.
 */
export function* fullSeries(view: StreamView, ordinals: readonly number[], reader: BlockReader, axis: UnitAxis): Generator<[ordinal: number, line: Line]> {
  for (const some of inBatches(view, ordinals)) {
    const growing = new Map(some.map((ordinal) => [ordinal, new GrowingLine(pointsOf(view, ordinal))]));
    for (const part of reader.parts(view, some, { on: 'row', from: 0, to: Infinity })) {
      const x = rowPlaces(axis, part);
      for (const [ordinal, column] of part.columns) growing.get(ordinal)?.add(x, column.row, column.value);
    }
    for (const [ordinal, line] of growing) yield [ordinal, line.inOrder()];
  }
}

/** Points that a series has, as its sums say. */
export function pointsOf(view: StreamView, ordinal: number): number {
  return view.list.series[ordinal]?.sums.points ?? 0;
}

function* inBatches(view: StreamView, ordinals: readonly number[]): Generator<number[]> {
  let batch: number[] = [];
  let held = 0;
  for (const ordinal of ordinals) {
    const points = pointsOf(view, ordinal);
    if (points > mostPoints) throw new RunkeepError('invalid', 'narrow-the-range', `a series of ${points} points is longer than the ${mostPoints} that are computed with at once`, 'export it and compute on the file');
    if (batch.length > 0 && held + points > mostPoints / 4) {
      yield batch;
      batch = [];
      held = 0;
    }
    batch.push(ordinal);
    held += points;
  }
  if (batch.length > 0) yield batch;
}

class GrowingLine {
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  #length = 0;
  #isInOrder = true;

  constructor(points: number) {
    this.#x = new Float64Array(points);
    this.#y = new Float64Array(points);
  }

  add(x: Float64Array, rows: Uint32Array, values: Float64Array): void {
    let before = this.#length === 0 ? -Infinity : (this.#x[this.#length - 1] ?? 0);
    for (let i = 0; i < rows.length; i++) {
      const at = x[rows[i] ?? 0] ?? NaN;
      if (!Number.isFinite(at)) continue;
      if (at < before) this.#isInOrder = false;
      before = at;
      this.#x[this.#length] = at;
      this.#y[this.#length++] = values[i] ?? NaN;
    }
  }

  inOrder(): Line {
    const line = { x: this.#x.subarray(0, this.#length), y: this.#y.subarray(0, this.#length) };
    return this.#isInOrder ? line : sorted(line);
  }
}

/** By x, ties as they stood. */
export function sorted({ x, y }: Line): Line {
  const order = Uint32Array.from(x.keys()).sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0) || a - b);
  return { x: Float64Array.from(order, (at) => x[at] ?? NaN), y: Float64Array.from(order, (at) => y[at] ?? NaN) };
}
