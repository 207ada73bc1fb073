import type { DerivedMetrics, TableColumn } from '../../../daemon/api/derived-metrics.js';
import { decodeColumns } from '../../../schemas/columns.js';
import { overviewMeta, readOverview, type OverviewLine } from '../../../schemas/overview.js';

/** An overview's frame as one Arrow table, a row a bucket: experiment_id, file, metric_name, stage, bucket_width, x, then the columns of the frame. */
export function overviewArrow(derived: DerivedMetrics, frame: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
  const columns = decodeColumns(frame);
  const { columns: names } = overviewMeta.parse(columns.meta);
  const { lines } = readOverview(columns);
  const lengths = lines.map(({ x }) => x.length);
  const numbers = (name: string, of: (line: OverviewLine) => ArrayLike<number>): TableColumn => ({ name, values: joined(lines.map(of)) });
  const texts = (name: string, of: (line: OverviewLine) => string | null): TableColumn => ({ name, ...wordsOf(lines.map(of), lengths) });
  return derived.arrowTable([
    texts('experiment_id', ({ id }) => id), texts('file', ({ file }) => file), texts('metric_name', ({ name }) => name), texts('stage', ({ stage }) => stage),
    numbers('bucket_width', ({ bucketWidth, x }) => new Float64Array(x.length).fill(bucketWidth)),
    numbers('x', ({ x }) => x),
    ...names.map((name) => numbers(name, ({ column }) => column(name))),
  ], signal);
}

function joined(columns: readonly ArrayLike<number>[]): Float64Array {
  const all = new Float64Array(columns.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const column of columns) {
    all.set(column, at);
    at += column.length;
  }
  return all;
}

/** One text for each series, repeated over its buckets. */
function wordsOf(texts: readonly (string | null)[], lengths: readonly number[]): { words: string[]; index: Int32Array } {
  const words = [...new Set(texts)].filter((text) => text !== null);
  const index = new Int32Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  texts.forEach((text, i) => {
    const next = at + (lengths[i] ?? 0);
    index.fill(text === null ? -1 : words.indexOf(text), at, next);
    at = next;
  });
  return { words, index };
}
