import type { z } from 'zod';
import type { DerivedMetrics, SmoothedQuery, SmoothedSeries } from '../../../daemon/api/derived-metrics.js';
import type { Metrics } from '../../../daemon/api/metrics.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import { encodeColumns } from '../../../schemas/columns.js';
import { smoothedColumns, type SmoothedMeta, type smoothedQuery } from '../../../schemas/derived.js';
import type { SqlCatalog } from '../catalog/sql-catalog.js';
import { recordOf } from '../wire-json.js';
import { columnsOf, listsOf, stagesOf } from './frame.js';

export interface DerivedParts {
  readonly catalog: SqlCatalog;
  readonly metrics: Metrics;
  readonly derived: DerivedMetrics;
  /** Asked for no more: the rest is left undone. */
  readonly signal: AbortSignal;
}

type Head = SmoothedMeta['series'][number];
type Found = { readonly cursors: SmoothedMeta['cursors']; readonly series: readonly { readonly head: Head; readonly columns: SmoothedSeries }[] };

/** 64 MiB in buckets of nine columns of eight bytes (LIM-17). */
const mostBuckets = 900_000;

export async function smoothedFrame(parts: DerivedParts, query: z.output<typeof smoothedQuery>): Promise<Uint8Array> {
  const { cursors, series } = await read(parts, query);
  const meta: SmoothedMeta = { series: series.map(({ head }) => head), cursors };
  return encodeColumns({ meta, columns: series.flatMap(({ columns }) => columnsOf(columns, smoothedColumns)) });
}

export async function smoothedJson(parts: DerivedParts, query: z.output<typeof smoothedQuery>): Promise<unknown> {
  const { cursors, series } = await read(parts, query);
  return { series: series.map(({ head, columns }) => ({ ...head, ...listsOf(columns, smoothedColumns) })), cursors };
}

/** The smoothed series of all experiments asked for; ids that are unknown are left out. */
async function read({ catalog, metrics, derived, signal }: DerivedParts, query: z.output<typeof smoothedQuery>): Promise<Found> {
  const known = new Set((await catalog.byIds(query.id)).map(({ id }) => id));
  const series: Found['series'][number][] = [];
  const cursors: [string, string][] = [];
  let buckets = 0;
  for (const id of new Set(query.id)) {
    if (!known.has(id)) continue;
    cursors.push([id, await metrics.cursor(id)]);
    for (const one of await derived.smoothed(seriesQuery(id, query), signal)) {
      buckets += one.x.length;
      if (buckets > mostBuckets) throw new RunkeepError('invalid', 'narrow-the-range', 'The answer would be too large.', 'Ask for fewer experiments or metrics at once, or for a smaller width.');
      const { file, name, stage, points, bucketWidth, damagedChunks } = one;
      series.push({ head: { id, file, name, stage, points, bucket_width: bucketWidth, ...(damagedChunks !== undefined && { damaged_chunks: damagedChunks }) }, columns: one });
    }
  }
  return { series, cursors: recordOf(cursors) };
}

function seriesQuery(experimentId: string, { metric, stage, x, width, from, to, kind, parameter }: z.output<typeof smoothedQuery>): SmoothedQuery {
  const stages = stagesOf(stage);
  return { experimentId, axis: x, width, smoothing: { kind, parameter }, ...(metric && { names: metric }), ...(stages && { stages }), ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}
