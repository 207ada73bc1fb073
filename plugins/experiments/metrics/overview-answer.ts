import type { z } from 'zod';
import type { Metrics } from '../../../daemon/api/metrics.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import { encodeColumns, type Column } from '../../../schemas/columns.js';
import { overviewColumns, type OverviewMeta, type overviewQuery } from '../../../schemas/experiments.js';
import type { SqlCatalog } from '../catalog/sql-catalog.js';
import { recordOf } from '../wire-json.js';

export interface OverviewParts {
  readonly catalog: SqlCatalog;
  readonly metrics: Metrics;
  /** Asked for no more: the rest is left undone. */
  readonly signal: AbortSignal;
}

/** 64 MiB in buckets of nine columns of eight bytes (LIM-17). */
const mostBuckets = 900_000;

/** The buckets of all series asked for; ids that are unknown are left out. */
export async function overviewFrame({ catalog, metrics, signal }: OverviewParts, query: z.output<typeof overviewQuery>): Promise<Uint8Array> {
  const known = new Set((await catalog.byIds(query.id)).map(({ id }) => id));
  const series: OverviewMeta['series'] = [];
  const columns: Column[] = [];
  const cursors: [string, string][] = [];
  let buckets = 0;
  for (const id of new Set(query.id)) {
    if (!known.has(id)) continue;
    signal.throwIfAborted();
    cursors.push([id, await metrics.cursor(id)]);
    for (const one of await metrics.overview(seriesQuery(id, query))) {
      buckets += one.x.length;
      if (buckets > mostBuckets) throw new RunkeepError('invalid', 'narrow-the-range', 'The answer would be too large.', 'Ask for fewer experiments or metrics at once, or for a smaller width.');
      series.push({ id, file: one.file, name: one.name, stage: one.stage, bucket_width: one.bucketWidth });
      columns.push(...overviewColumns.map((name) => one[name]));
    }
  }
  return encodeColumns({ meta: { series, cursors: recordOf(cursors) } satisfies OverviewMeta, columns });
}

function seriesQuery(experimentId: string, { metric, stage, x, width, from, to }: z.output<typeof overviewQuery>): Parameters<Metrics['overview']>[0] {
  const stages = stage?.flatMap((one) => (one === '' ? [null, ''] : [one]));
  return { experimentId, axis: x, width: Math.max(2, width), ...(metric && { names: metric }), ...(stages && { stages }), ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}
