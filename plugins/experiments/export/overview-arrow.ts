import type { DerivedMetrics, TableColumn } from '../../../daemon/api/derived-metrics.js';

/** Buckets of one series of one experiment; every column of `columns` has the length of the others. */
export interface BucketSeries {
  readonly id: string;
  readonly file: string;
  readonly name: string;
  readonly stage: string | null;
  readonly bucketWidth: number;
  readonly columns: Readonly<Record<string, Float64Array>>;
}

/** Buckets of many series as one Arrow table, a row a bucket: experiment_id, file, metric_name, stage, bucket_width, then the columns. */
export function overviewArrow(derived: DerivedMetrics, series: readonly BucketSeries[], names: readonly string[], signal: AbortSignal): Promise<Uint8Array> {
  const lengths = series.map(({ columns }) => columns[names[0] ?? '']?.length ?? 0);
  const numbers = (name: string, of: (one: BucketSeries, length: number) => Float64Array): TableColumn => ({ name, values: joined(series.map((one, at) => of(one, lengths[at] ?? 0))) });
  const texts = (name: string, of: (one: BucketSeries) => string | null): TableColumn => ({ name, ...wordsOf(series.map(of), lengths) });
  return derived.arrowTable([
    texts('experiment_id', ({ id }) => id), texts('file', ({ file }) => file), texts('metric_name', ({ name }) => name), texts('stage', ({ stage }) => stage),
    numbers('bucket_width', ({ bucketWidth }, length) => new Float64Array(length).fill(bucketWidth)),
    ...names.map((name) => numbers(name, ({ columns }, length) => columns[name] ?? new Float64Array(length).fill(NaN))),
  ], signal);
}

function joined(columns: readonly Float64Array[]): Float64Array {
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
