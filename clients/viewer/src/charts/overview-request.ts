import { readOverview, type OverviewColumn, type OverviewLine } from '../../../../schemas/overview.js';
import type { BucketColumns } from '../pure/bucket-line.js';
import { getColumns } from '../lib/api.js';
import type { FetchedLine } from './chart-feed.js';
import { overviewAsk, type ChartAsk } from './run-range.js';

/** Pictures of many metrics, and the cursor from which live points go on. */
export interface Overview {
  readonly lines: ReadonlyMap<string, readonly FetchedLine[]>;
  readonly cursor: string;
}

/** What a chart draws, and its tooltip tells exactly. */
const drawn = ['nan', 'posInf', 'negInf', 'first', 'last', 'min', 'max', 'minX', 'maxX'] as const satisfies readonly OverviewColumn[];

/** Fetches the pictures of some metrics of one run in one request. */
export async function fetchOverview(id: string, metrics: readonly string[], ask: ChartAsk, begin: number): Promise<Overview> {
  const frame = await getColumns('/api/experiments/overview', { query: { id, metric: metrics, columns: drawn.join(','), ...overviewAsk(ask, begin) } });
  const { lines: fetched, cursors } = readOverview(frame);
  const lines = new Map<string, FetchedLine[]>(metrics.map((name) => [name, []]));
  for (const line of fetched) lines.get(line.name)?.push({ file: line.file, stage: line.stage, columns: bucketColumns(line) });
  return { lines, cursor: Object.hasOwn(cursors, id) ? (cursors[id] ?? '') : '' };
}

function bucketColumns({ bucketWidth: width, x, column }: OverviewLine): BucketColumns {
  return {
    width, x, nan: column('nan'), posInf: column('posInf'), negInf: column('negInf'), first: column('first'), last: column('last'),
    min: column('min'), max: column('max'), minX: column('minX'), maxX: column('maxX'),
  };
}
