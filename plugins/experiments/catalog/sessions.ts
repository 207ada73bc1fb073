import type { Knex } from 'knex';
import type { Metrics } from '../../../daemon/api/metrics.js';
import { fromSqlOrNull } from '../sql-text.js';

export interface Session {
  readonly number: number;
  readonly started_at: number | null;
  readonly hostname: string | null;
  readonly pid: number | null;
}

const rowsLookedAt = 50;

/**
 * The sessions of a run: those that were seen to begin, and, where events are older than the first of them, one more in
 * front, since a run that was re-opened before we looked says nothing else of its past (DISK-37).
 */
export async function sessionsOf(reader: Knex, metrics: Metrics, id: string): Promise<Session[]> {
  const rows = await reader('experiments_sessions').where({ experiment_id: id }).select<Session[]>('number', 'started_at', 'hostname', 'pid').orderBy('number');
  const seen = rows.map((row) => ({ ...row, hostname: fromSqlOrNull(row.hostname) }));
  const begin = seen[0]?.started_at ?? null;
  const first = begin === null ? null : await firstEvent(metrics, id);
  if (begin === null || first === null || first >= begin) return seen;
  return [{ number: 1, started_at: first, hostname: null, pid: null }, ...seen.map((one) => ({ ...one, number: one.number + 1 }))];
}

/** Time of the oldest event that its fullest series begins with. */
async function firstEvent(metrics: Metrics, id: string): Promise<number | null> {
  const series = await metrics.series(id);
  const fullest = series.reduce<(typeof series)[number] | undefined>((best, one) => (best && best.points >= one.points ? best : one), undefined);
  if (!fullest) return null;
  const points = await metrics.points({ experimentId: id, names: [fullest.name], limit: rowsLookedAt });
  const times = points.flatMap(({ ts }) => [...ts.subarray(0, 1)]).filter((time) => Number.isFinite(time));
  return times.length === 0 ? null : Math.min(...times);
}
