import type { BlockPart } from '../block-part.js';
import type { SeriesList } from '../series-list.js';
import type { ExportBatch } from './export-batch.js';

/** Points of one batch at most: about 1.5 MB of CSV. */
const mostPoints = 16_384;

/** The points of a block's rows in [from, to), by row, within a row in the order in which the file first named their series. */
export function* partBatches(part: BlockPart, list: SeriesList, experimentId: string, { from, to }: { readonly from: number; readonly to: number }): Generator<ExportBatch> {
  const firstRow = Math.max(from - part.firstRow, 0);
  const pastRow = Math.min(to - part.firstRow, part.rows);
  const places = placesOf(part, list);
  let at = places.starts[firstRow] ?? 0;
  const end = places.starts[Math.max(pastRow, firstRow)] ?? 0;
  while (at < end) {
    const next = Math.min(at + mostPoints, end);
    yield cut(part, places, list, { at, next, experimentId });
    at = next;
  }
}

interface Places {
  /** Place of the first point of each row, and behind the last row. */
  readonly starts: Uint32Array;
  readonly row: Uint32Array;
  readonly value: Float64Array;
  readonly kind: Uint8Array;
  readonly name: Int32Array;
  readonly stage: Int32Array;
}

/** The columns of a block laid into one another by a counting sort over its rows. */
function placesOf(part: BlockPart, list: SeriesList): Places {
  const starts = new Uint32Array(part.rows + 1);
  for (const { row } of part.columns.values()) for (const one of row) starts[one + 1] = (starts[one + 1] ?? 0) + 1;
  for (let row = 0; row < part.rows; row++) starts[row + 1] = (starts[row + 1] ?? 0) + (starts[row] ?? 0);
  const points = starts[part.rows] ?? 0;
  const places = { starts, row: new Uint32Array(points), value: new Float64Array(points), kind: new Uint8Array(points), name: new Int32Array(points), stage: new Int32Array(points) };
  const next = starts.slice();
  for (const ordinal of [...part.columns.keys()].sort((a, b) => a - b)) {
    const column = part.columns.get(ordinal);
    const series = list.series[ordinal];
    if (column === undefined || series === undefined) continue;
    for (let i = 0; i < column.row.length; i++) {
      const row = column.row[i] ?? 0;
      const at = next[row] ?? 0;
      next[row] = at + 1;
      places.row[at] = row;
      places.value[at] = column.value[i] ?? NaN;
      places.kind[at] = column.kind[i] ?? 0;
      places.name[at] = series.name;
      places.stage[at] = series.stage;
    }
  }
  return places;
}

function cut(part: BlockPart, places: Places, list: SeriesList, { at, next, experimentId }: { at: number; next: number; experimentId: string }): ExportBatch {
  const rows = places.row.subarray(at, next);
  return {
    experimentId,
    points: next - at,
    ts: Float64Array.from(rows, (row) => part.ts[row] ?? NaN),
    step: Float64Array.from(rows, (row) => part.step[row] ?? NaN),
    row: Float64Array.from(rows, (row) => part.firstRow + row),
    value: places.value.subarray(at, next),
    kind: places.kind.subarray(at, next),
    name: places.name.subarray(at, next),
    stage: places.stage.subarray(at, next),
    names: list.names,
    stages: list.stages,
  };
}
