import type { Knex } from 'knex';
import type { Metrics, OverviewQuery, Picture, SeriesOverview } from '../../../daemon/api/metrics.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import { encodeColumns, narrowest, type Column, type Constant } from '../../../schemas/columns.js';
import { overviewColumns, type OverviewMeta, type OverviewRequest } from '../../../schemas/overview.js';
import { recordOf } from '../wire-json.js';
import { forDrawing } from './drawing.js';

export interface OverviewParts {
  readonly reader: Knex;
  readonly metrics: Metrics;
  /** Asked for no more: the rest is left undone. */
  readonly signal: AbortSignal;
}

/** 64 MiB in columns of eight bytes (LIM-17). */
const mostNumbers = 8_388_608;
/** Experiments that are asked of the line at once: their answers cross threads while others are folded. */
const atOnce = 16;

/** The buckets of all series asked for; ids that are unknown are left out. */
export async function overviewFrame({ reader, metrics, signal }: OverviewParts, request: OverviewRequest): Promise<Uint8Array> {
  const ids = await knownIds(reader, request.id);
  const names = request.columns ?? overviewColumns;
  const meta: OverviewMeta = { columns: [...names], precision: request.precision, series: [], cursors: {} };
  const cursors: [string, string][] = [];
  const columns: (Column | Constant)[] = [];
  let numbers = 0;
  for (let at = 0; at < ids.length; at += atOnce) {
    const part = ids.slice(at, at + atOnce);
    const pictures = await Promise.all(part.map((id) => metrics.picture(queryOf(id, request, signal))));
    signal.throwIfAborted();
    for (const [i, id] of part.entries()) {
      const { cursor, series }: Picture = pictures[i] ?? { cursor: '', series: [] };
      cursors.push([id, cursor]);
      for (const one of series) {
        numbers += one.x.length * (names.length + 1);
        if (numbers > mostNumbers) throw new RunkeepError('invalid', 'narrow-the-range', 'The answer would be too large.', 'Ask for fewer experiments, metrics or columns at once, or for a smaller width.');
        const isGapless = followsWithoutGap(one);
        meta.series.push({
          id, file: one.file, name: one.name, stage: one.stage, bucket_width: one.bucketWidth, buckets: one.x.length, first: isGapless ? (one.x[0] ?? 0) : null,
          ...(one.damagedChunks !== undefined && { damaged_chunks: one.damagedChunks }),
        });
        if (!isGapless) columns.push(narrowest(one.x));
        for (const name of names) columns.push(narrowest(request.precision === 'drawing' ? forDrawing(name, one[name]) : one[name]));
      }
    }
  }
  return encodeColumns({ meta: { ...meta, cursors: recordOf(cursors) } satisfies OverviewMeta, columns });
}

async function knownIds(reader: Knex, ids: readonly string[]): Promise<string[]> {
  const found = await reader('experiments').whereIn('id', ids).select<{ id: string }[]>('id');
  const known = new Set(found.map(({ id }) => id));
  return [...new Set(ids)].filter((id) => known.has(id));
}

/** Whether x can be counted up from the first border to the bit. */
function followsWithoutGap({ x, bucketWidth }: SeriesOverview): boolean {
  const first = x[0] ?? 0;
  return x.every((border, i) => border === first + i * bucketWidth);
}

function queryOf(experimentId: string, { metric, stage, x, width, from, to }: OverviewRequest, signal: AbortSignal): OverviewQuery {
  const stages = stage?.flatMap((one) => (one === '' ? [null, ''] : [one]));
  return { experimentId, axis: x, width: Math.max(2, width), signal, ...(metric && { names: metric }), ...(stages && { stages }), ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}
