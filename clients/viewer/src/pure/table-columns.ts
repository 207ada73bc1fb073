/** A column of the experiments table, as far as it is data. */
export interface ColumnInfo {
  readonly id: string;
  readonly title: string;
  readonly width: number;
  /** What the API sorts by; null where there is no order. */
  readonly sort: string | null;
  readonly isNumber: boolean;
}

const builtIn: readonly ColumnInfo[] = [
  column('state', 'State', 124, 'state'),
  column('name', 'Run', 300, 'path'),
  column('best', 'Best', 130, 'best_metric_value', true),
  column('spark', 'Curve', 146, null),
  column('duration', 'Duration', 110, 'duration_seconds', true),
  column('started', 'Started', 130, 'started_at', true),
  column('tags', 'Tags', 200, null),
  column('ended', 'Ended', 130, 'ended_at', true),
  column('updated', 'Last sign of life', 130, 'updated_at', true),
  column('points', 'Points', 90, 'point_count', true),
  column('metrics', 'Metrics', 90, 'metric_count', true),
  column('rejects', 'Rejects', 90, 'reject_count', true),
  column('sessions', 'Sessions', 90, 'session_count', true),
  column('host', 'Host', 140, 'hostname'),
  column('run_id', 'Run id', 210, 'run_id'),
  column('notes', 'Notes', 240, 'notes'),
];
const byId = new Map(builtIn.map((info) => [info.id, info]));
const keyed = /^(metrics|params|summary)\.([^]+)$/;

/** Columns that every run has, in the order of the chooser. */
export const builtInColumns: readonly ColumnInfo[] = builtIn;

/** The column with this id; undefined for one that does not exist. */
export function columnInfo(id: string): ColumnInfo | undefined {
  const known = byId.get(id);
  if (known !== undefined) return known;
  const [, prefix, key] = keyed.exec(id) ?? [];
  return prefix === undefined || key === undefined ? undefined : column(id, key, 130, fieldText(prefix, key), prefix === 'metrics');
}

/** Whether the column's values must be asked for with each row. */
export function isKeyed(id: string): boolean {
  return keyed.test(id);
}

/** A field as filter and sort write it: quoted where the name is no plain word. */
export function fieldText(prefix: string, key: string): string {
  return /^[\w./:@%+-]+$/.test(key) ? `${prefix}.${key}` : `${prefix}."${key.replace(/["\\]/g, '\\$&')}"`;
}

function column(id: string, title: string, width: number, sort: string | null, isNumber = false): ColumnInfo {
  return { id, title, width, sort, isNumber };
}
