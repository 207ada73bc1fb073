import type { Experiment, ExperimentState } from '../../../schemas/experiments.js';
import { toWire } from '../../../schemas/numbers.js';
import { liveness, processOf, type Host, type Signs } from '../liveness.js';
import { fromSql, fromSqlOrNull } from '../sql-text.js';
import type { StatusClass } from '../status-class.js';

/** A row of `experiments` joined with `experiments_shown`, as `rowColumns` selects it. */
export interface CatalogRow {
  readonly id: string;
  readonly run_id: string;
  readonly run_dir: string;
  readonly layout: Experiment['layout'];
  readonly path: string;
  readonly project: string | null;
  readonly name: string | null;
  readonly alias: string | null;
  readonly status: string | null;
  readonly class: StatusClass;
  readonly exit_reason: string | null;
  readonly created_at: number | null;
  readonly started_at: number | null;
  readonly ended_at: number | null;
  readonly updated_at: number | null;
  readonly duration_seconds: number | null;
  readonly hostname: string | null;
  readonly pid: number | null;
  readonly python_version: string | null;
  readonly platform: string | null;
  readonly best_metric_name: string | null;
  readonly best_metric_value: number | null;
  readonly best_metric_step: number | null;
  readonly best_metric_mode: 'max' | 'min' | null;
  readonly metric_count: number;
  readonly point_count: number;
  readonly reject_count: number;
  readonly session_count: number;
  readonly notes: string;
  readonly archived: number;
  readonly deleted_at: number | null;
  readonly delete_reason: string | null;
  readonly original_status: string | null;
  readonly boot_id: string | null;
  readonly process_started_at: number | null;
  readonly heartbeat_at: number | null;
  readonly damage: string;
  readonly unreadable: string;
}

const ofFiles = ['id', 'run_id', 'run_dir', 'layout', 'path', 'project', 'name', 'status', 'class', 'exit_reason', 'created_at', 'started_at', 'ended_at', 'updated_at', 'duration_seconds', 'hostname', 'pid', 'python_version', 'platform', 'best_metric_name', 'best_metric_value', 'best_metric_step', 'best_metric_mode', 'metric_count', 'point_count', 'reject_count', 'session_count', 'original_status', 'boot_id', 'process_started_at', 'heartbeat_at', 'damage', 'unreadable'];
const shown = ['alias', 'notes', 'archived', 'deleted_at', 'delete_reason'];

/** What a query over `experiments as e` and `experiments_shown as s` must select. */
export const rowColumns: readonly string[] = [...ofFiles.map((column) => `e.${column}`), ...shown.map((column) => `s.${column}`)];

/** What must be known beside the row. */
export interface RowContext {
  readonly tags: readonly string[];
  readonly host: Host;
  readonly now: number;
}

/** The row as it goes over the wire; its state is concluded now. One literal: put together from parts by spreads it takes 30 us instead of 3. */
export function experimentOf(row: CatalogRow, { tags, host, now }: RowContext): Experiment {
  return {
    id: row.id,
    run_id: fromSql(row.run_id),
    run_dir: fromSql(row.run_dir),
    path: fromSql(row.path),
    project: fromSqlOrNull(row.project),
    name: fromSqlOrNull(row.name),
    alias: fromSqlOrNull(row.alias),
    status: fromSqlOrNull(row.status),
    exit_reason: fromSqlOrNull(row.exit_reason),
    created_at: row.created_at,
    started_at: row.started_at,
    ended_at: row.ended_at,
    updated_at: row.updated_at ?? 0,
    duration_seconds: row.duration_seconds,
    hostname: fromSqlOrNull(row.hostname),
    pid: row.pid,
    python_version: fromSqlOrNull(row.python_version),
    platform: fromSqlOrNull(row.platform),
    layout: row.layout,
    state: stateOf(row, host, now),
    best_metric: bestOf(row),
    metric_count: row.metric_count,
    point_count: row.point_count,
    reject_count: row.reject_count,
    session_count: row.session_count,
    tags: [...tags],
    notes: fromSql(row.notes),
    archived: row.archived === 1,
    deleted_at: row.deleted_at,
    delete_reason: fromSqlOrNull(row.delete_reason),
    original_status: fromSqlOrNull(row.original_status),
  };
}

/** What to conclude of the run now. */
export function stateOf(row: SignRow, host: Host, now: number): ExperimentState {
  return liveness(signsOf(row), host, now);
}

/** Is the process that began the run alive for certain, whatever its files say? */
export function isAlive(row: SignRow, host: Host): boolean {
  return processOf(signsOf(row), host) === 'alive';
}

type SignRow = Pick<CatalogRow, 'class' | 'hostname' | 'pid' | 'boot_id' | 'process_started_at' | 'created_at' | 'heartbeat_at' | 'updated_at'>;

function signsOf(row: SignRow): Signs {
  return { class: row.class, hostname: fromSqlOrNull(row.hostname), pid: row.pid, bootId: fromSqlOrNull(row.boot_id), processStartedAt: row.process_started_at, createdAt: row.created_at, heartbeatAt: row.heartbeat_at, activeAt: row.updated_at ?? 0 };
}

/** What is odd about the files of the run, in words. */
export function damageIn(row: Pick<CatalogRow, 'damage' | 'unreadable'>): string[] {
  const files = JSON.parse(row.unreadable) as [file: string, code: string][];
  return [...(JSON.parse(row.damage) as string[]), ...files.map(([file, code]) => `${file} cannot be read (${code})`)];
}

function bestOf(row: CatalogRow): Experiment['best_metric'] {
  if (row.best_metric_name === null || row.best_metric_value === null) return null;
  return { name: fromSql(row.best_metric_name), value: toWire(row.best_metric_value), step: row.best_metric_step, mode: row.best_metric_mode ?? 'max' };
}
