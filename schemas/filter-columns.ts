/** The columns that a filter or a sort may name, with what they hold. `time` = Unix seconds. */
export const filterColumns = {
  id: 'text',
  run_id: 'text',
  run_dir: 'text',
  layout: 'text',
  path: 'text',
  project: 'text',
  name: 'text',
  alias: 'text',
  notes: 'text',
  status: 'text',
  state: 'text',
  exit_reason: 'text',
  hostname: 'text',
  python_version: 'text',
  platform: 'text',
  original_status: 'text',
  delete_reason: 'text',
  best_metric_name: 'text',
  best_metric_mode: 'text',
  best_metric_value: 'number',
  best_metric_step: 'number',
  pid: 'number',
  duration_seconds: 'number',
  metric_count: 'number',
  point_count: 'number',
  reject_count: 'number',
  session_count: 'number',
  created_at: 'time',
  started_at: 'time',
  ended_at: 'time',
  updated_at: 'time',
  deleted_at: 'time',
  archived: 'boolean',
} as const;

export type FilterColumn = keyof typeof filterColumns;
export type FilterColumnKind = (typeof filterColumns)[FilterColumn];

/** True for a name in `filterColumns`; false for what every object inherits. */
export function isFilterColumn(name: string): name is FilterColumn {
  return Object.hasOwn(filterColumns, name);
}
