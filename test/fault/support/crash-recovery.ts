import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type SqliteDatabase from 'better-sqlite3';
import { lineConfig } from '../../../daemon/ingest/config.js';
import { LineSession } from '../../../daemon/ingest/line-session.js';
import { ParserKit } from '../../../daemon/ingest/parse.js';
import { Sleepers } from '../../../daemon/ingest/sleepers.js';
import { systemClock } from '../../../daemon/kernel/clock.js';
import { findDamage } from '../../../daemon/store/check-database.js';
import { connect } from '../../../daemon/store/connection.js';
import { openLineStore } from '../../../daemon/store/open-line-store.js';
import { PreparedSql } from '../../../daemon/store/prepared-sql.js';
import { SqlMetrics } from '../../../daemon/store/sql-metrics.js';
import type { FoundRun } from '../../../daemon/api/watch.js';
import { watch } from '../../../plugins/experiments/watch.js';
import { quietLog } from '../../support/quiet-log.js';

/** How the line reads while it recovers; sums are told at once, and nothing falls asleep. */
export const recoveryConfig = { reconcileSeconds: 3600, settleMs: 1, watching: 'polling' } as const;

/** Where the daemon keeps the database of a root. */
export function databaseOf(root: string): string {
  return join(root, 'runkeep.db');
}

/** What a database says of its runs after the line read them to their ends, in one text per run, and what is wrong with the database itself. */
export interface Recovered {
  readonly runs: ReadonlyMap<string, string>;
  /** Points of the metric that every line of the workload holds. */
  readonly losses: ReadonlyMap<string, number>;
  readonly promises: readonly number[];
  readonly faults: readonly string[];
}

const parsers = new ParserKit();

/** Lets the daemon's own code recover a root with the database that lies there, as a start does. */
export async function recover(root: string): Promise<Recovered> {
  const path = databaseOf(root);
  const damage = existsSync(path) ? findDamage(path) : 'it is gone';
  if (damage !== undefined) return { runs: new Map(), losses: new Map(), promises: [], faults: [`damaged: ${damage}`] };
  const runs = runsOf(root);
  const session = new LineSession(
    { root, config: lineConfig.parse(recoveryConfig), watches: [watch], era: 'one', openStore: () => openLineStore(path), clock: systemClock, log: quietLog, committed: () => undefined, heard: () => undefined, crashed: (failure) => { throw failure; } },
    watch,
    { sleepers: new Sleepers(root), parsers, heard: new Set(), count: () => undefined, gone: () => undefined, isHeld: () => false, inside: () => undefined },
  );
  const connection = connect(path, 'reader');
  try {
    for (const run of session.projection.known?.() ?? []) if (!runs.has(run.dir)) session.drop(run);
    for (const run of runs.values()) session.adopt(run, 'last');
    await readToEnds(session);
    session.endTurn('all');
    const metrics = new SqlMetrics(new PreparedSql(connection), { of: async (id) => session.unsealed(id) }, quietLog);
    const told = new Map<string, string>();
    const losses = new Map<string, number>();
    for (const run of runs.values()) {
      // An event file whose name was lost leaves a stream that holds nothing, where a rebuild has none.
      if (!existsSync(join(root, run.dir, 'events.jsonl'))) continue;
      told.set(run.dir, JSON.stringify([await pointsOf(metrics, run), rowsOf(connection, run.experimentId)]));
      losses.set(run.dir, (await metrics.series(run.experimentId)).reduce((sum, { name, points }) => sum + (name === 'loss' ? points : 0), 0));
    }
    return { runs: told, losses, promises: connection.prepare('select number from promises').pluck().all() as number[], faults: [...unknownRuns(connection, runs), ...inside(connection)] };
  } finally {
    connection.close();
    session.close();
  }
}

/** Documents that a state has just made may still be settling: their runs are read behind the next look, as a start does. */
async function readToEnds({ sweep }: LineSession): Promise<void> {
  while (!sweep.isCaughtUpSince(0)) {
    sweep.backlog(() => false);
    if (sweep.isCaughtUpSince(0)) return;
    await pause(sweep.dueInMs + 1);
    sweep.live(() => false);
  }
}

function runsOf(root: string): Map<string, FoundRun> {
  const folder = join(root, 'runs', 'test');
  const dirs = existsSync(folder) ? readdirSync(folder).map((name) => `runs/test/${name}`) : [];
  const found = dirs.map((dir) => watch.layout.recognise(dir.split('/'), new Set(readdirSync(join(root, dir))), undefined));
  return new Map(found.flatMap((run) => (run === undefined ? [] : [[run.dir, run]])));
}

async function pointsOf(metrics: SqlMetrics, { experimentId }: FoundRun): Promise<unknown> {
  const [series, points, texts, rejects, counts] = await Promise.all([metrics.series(experimentId), metrics.points({ experimentId }), metrics.texts(experimentId, 100_000), metrics.rejects(experimentId, 100_000, 0), metrics.counts(experimentId)]);
  const byName = (one: { name: string; stage: string | null }, other: { name: string; stage: string | null }): number => (`${one.name} ${one.stage}` < `${other.name} ${other.stage}` ? -1 : 1);
  return {
    series: series.toSorted(byName),
    points: points.toSorted(byName).map(({ name, stage, row, step, ts, value }) => [name, stage, row.length, digest(row, step, ts, value)]),
    texts: texts.map((text) => ({ ...text })),
    rejects: rejects.rejects.map((reject) => ({ ...reject, sample: Buffer.from(reject.sample).toString('latin1') })),
    counts: counts.map(({ file, lines, events, metricEvents, rejects: rejected, offset }) => ({ file, lines, events, metricEvents, rejected, offset })),
  };
}

/** What the catalog says of event files. Documents keep their last good values (DISK-11), whatever a state of the disk lost of them. */
const catalog = {
  experiments: ['id', 'run_dir', 'metric_count', 'point_count', 'reject_count', 'best_metric_name', 'best_metric_value', 'best_metric_step', 'run_id'],
  experiments_metrics: ['key', 'stage', 'file', 'points', 'last', 'last_step', 'last_ts', 'min', 'min_step', 'max', 'max_step'],
  experiments_series: ['key', 'stage', 'file', 'points', 'last', 'last_step', 'last_ts', 'min', 'min_step', 'max', 'max_step'],
  experiments_events: ['file', 'offset', 'ts', 'type', 'data'],
} as const;

function rowsOf(connection: SqliteDatabase.Database, experimentId: string): unknown {
  return Object.entries(catalog).map(([table, columns]) => {
    const names = columns.map((name) => `"${name}"`).join();
    const rows = connection.prepare(`select ${names} from ${table} where ${table === 'experiments' ? 'id' : 'experiment_id'} = ? order by ${names}`).all(experimentId);
    return [table, rows];
  });
}

function unknownRuns(connection: SqliteDatabase.Database, runs: ReadonlyMap<string, FoundRun>): string[] {
  const dirs = connection.prepare('select run_dir from experiments').pluck().all() as string[];
  return dirs.filter((dir) => !runs.has(dir)).map((dir) => `${dir} is in the catalog and not on the disk`);
}

function inside(connection: SqliteDatabase.Database): string[] {
  const words = String(connection.pragma('integrity_check', { simple: true }));
  const keys = connection.pragma('foreign_key_check') as unknown[];
  return [...(words === 'ok' ? [] : [`integrity: ${words}`]), ...(keys.length === 0 ? [] : [`${keys.length} foreign keys lead nowhere`])];
}

function digest(...columns: readonly ArrayBufferView[]): string {
  const hash = createHash('sha1');
  for (const { buffer, byteOffset, byteLength } of columns) hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('base64');
}
