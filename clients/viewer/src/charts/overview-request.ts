import { overviewColumns, overviewMeta } from '../../../../schemas/experiments.js';
import type { BucketColumns } from '../pure/bucket-line.js';
import { getColumns } from '../lib/api.js';
import type { FetchedLine } from './chart-feed.js';
import { overviewAsk, type ChartAsk } from './run-range.js';

/** Pictures of many metrics, and the cursor from which live points go on. */
export interface Overview {
  readonly lines: ReadonlyMap<string, readonly FetchedLine[]>;
  readonly cursor: string;
}

/** Fetches the pictures of some metrics of one run in one request. */
export async function fetchOverview(id: string, metrics: readonly string[], ask: ChartAsk, begin: number): Promise<Overview> {
  const { meta, columns } = await getColumns('/api/experiments/overview', { query: { id, metric: metrics, ...overviewAsk(ask, begin) } });
  const { series, cursors } = overviewMeta.parse(meta);
  const lines = new Map<string, FetchedLine[]>(metrics.map((name) => [name, []]));
  for (const [i, { name, file, stage, bucket_width: width }] of series.entries()) {
    const column = (name: (typeof overviewColumns)[number]): ArrayLike<number> => columns[i * overviewColumns.length + overviewColumns.indexOf(name)] ?? [];
    lines.get(name)?.push({ file, stage, columns: namedColumns(column, width) });
  }
  return { lines, cursor: Object.hasOwn(cursors, id) ? (cursors[id] ?? '') : '' };
}

function namedColumns(column: (name: (typeof overviewColumns)[number]) => ArrayLike<number>, width: number): BucketColumns {
  return {
    width, x: column('x'), count: column('count'), nonFinite: column('nan'), first: column('first'), last: column('last'),
    min: column('min'), max: column('max'), minX: column('minX'), maxX: column('maxX'),
  };
}
