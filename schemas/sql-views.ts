/**
 * The logical model of `runkeep sql` beside `metrics(experiment_id, timestamp, metric_name, metric_value, step, stage)`,
 * which the store makes itself: how each view is drawn from the tables of the experiments plugin.
 */
export const sqlViews = [
  {
    name: 'experiments',
    over: 'experiments',
    select: `select e.id, e.run_id, e.run_dir, e.layout, e.path, e.project, e.name, s.alias, s.state, e.status, e.exit_reason,
      e.created_at, e.started_at, e.ended_at, e.updated_at, e.duration_seconds, e.hostname, e.pid, e.python_version, e.platform,
      e.best_metric_name, e.best_metric_value, e.best_metric_step, e.best_metric_mode, e.metric_count, e.point_count, e.reject_count, e.session_count,
      s.notes, s.archived, s.deleted_at, s.delete_reason
      from main.experiments e left join main.experiments_shown s on s.experiment_id = e.id`,
  },
  { name: 'params', over: 'experiments_values', select: valuesOf('param') },
  { name: 'summary', over: 'experiments_values', select: valuesOf('summary') },
  { name: 'tags', over: 'experiments_tags', select: 'select experiment_id, tag from main.experiments_tags' },
] as const;

function valuesOf(source: 'param' | 'summary'): string {
  return `select experiment_id, coalesce(name, key) as name, case when num is null then text else num end as value, kind from main.experiments_values where source = '${source}'`;
}
