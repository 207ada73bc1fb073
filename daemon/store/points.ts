import type { Metrics, SeriesPoints } from '../api/metrics.js';
import { RunkeepError } from '../api/errors.js';
import type { BlockPart } from './block-part.js';
import type { BlockReader } from './block-reader.js';
import type { Selected } from './select-series.js';

export type PointQuery = Parameters<Metrics['points']>[0];

/** Most points of one answer (LIM-17). */
const mostPoints = 5_000_000;

interface Piece {
  readonly row: Float64Array;
  readonly step: Float64Array;
  readonly ts: Float64Array;
  readonly value: Float64Array;
  readonly kind: Uint8Array;
}

/** The points of the selected series, in file order; series without points in the range are left out. */
export function pointsOf(query: PointQuery, selected: readonly Selected[], reader: BlockReader): SeriesPoints[] {
  let left = mostPoints;
  const series: SeriesPoints[] = [];
  for (const { view, ordinals } of selected) {
    const { file } = view.counts;
    const from = query.fromRow !== undefined && Object.hasOwn(query.fromRow, file) ? (query.fromRow[file] ?? 0) : 0;
    const to = from + (query.limit ?? Infinity);
    const pieces = new Map<number, Piece[]>(ordinals.map((ordinal) => [ordinal, []]));
    for (const part of reader.parts(view, ordinals, { on: 'row', from, to })) {
      for (const [ordinal, piece] of cut(part, from, to)) {
        left -= piece.row.length;
        if (left < 0) throw tooMany();
        pieces.get(ordinal)?.push(piece);
      }
    }
    for (const [ordinal, found] of pieces) {
      const one = view.list.series[ordinal];
      const damaged = reader.damagedChunks(view, ordinal);
      if (one === undefined || (found.length === 0 && damaged === 0)) continue;
      series.push({ file, ...view.list.title(one), ...joined(found), ...(damaged > 0 && { damagedChunks: damaged }) });
    }
  }
  return series;
}

function* cut(part: BlockPart, from: number, to: number): Generator<[number, Piece]> {
  for (const [ordinal, column] of part.columns) {
    const first = column.row.findIndex((row) => part.firstRow + row >= from);
    const past = column.row.findIndex((row) => part.firstRow + row >= to);
    if (first < 0) continue;
    const rows = column.row.subarray(first, past < 0 ? undefined : past);
    if (rows.length === 0) continue;
    yield [ordinal, {
      row: Float64Array.from(rows, (row) => part.firstRow + row),
      step: Float64Array.from(rows, (row) => part.step[row] ?? NaN),
      ts: Float64Array.from(rows, (row) => part.ts[row] ?? NaN),
      value: column.value.slice(first, first + rows.length),
      kind: column.kind.slice(first, first + rows.length),
    }];
  }
}

function joined(pieces: readonly Piece[]): Piece {
  const length = pieces.reduce((sum, piece) => sum + piece.row.length, 0);
  const all = { row: new Float64Array(length), step: new Float64Array(length), ts: new Float64Array(length), value: new Float64Array(length), kind: new Uint8Array(length) };
  let at = 0;
  for (const piece of pieces) {
    all.row.set(piece.row, at);
    all.step.set(piece.step, at);
    all.ts.set(piece.ts, at);
    all.value.set(piece.value, at);
    all.kind.set(piece.kind, at);
    at += piece.row.length;
  }
  return all;
}

function tooMany(): RunkeepError {
  return new RunkeepError('invalid', 'narrow-the-range', `more than ${mostPoints.toLocaleString('en')} points in one answer`, 'ask for fewer metrics, or for part of the rows with a limit');
}
