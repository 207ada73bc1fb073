/**
 * What SQLite alone says in its own words: clustered tables, partial indexes, counters kept by triggers in the transaction
 * that changes rows (whichever of the two writers it is), and the trigram index. trusted_schema is off: FTS5 is innocuous.
 */
const group = ['path', 'project', 'state', 'status', 'shown'] as const;
const same = (row: 'new' | 'old'): string => group.map((column) => `${column} is ${row}.${column}`).join(' and ');
const differs = group.map((column) => `new.${column} is not old.${column}`).join(' or ');
const shownOf = (row: string): string => `case when ${row}.deleted_at is not null then 2 else ${row}.archived end`;
const separator = 'char(16) || char(16)';

const leave = [
  `update experiments_groups set runs = runs - 1 where old.state is not null and ${same('old')}`,
  `delete from experiments_groups where runs = 0 and ${same('old')}`,
];
const enter = [
  `insert into experiments_groups (${group.join(', ')}, runs) select ${group.map((column) => `new.${column}`).join(', ')}, 0 where new.state is not null and not exists (select 1 from experiments_groups where ${same('new')})`,
  `update experiments_groups set runs = runs + 1 where new.state is not null and ${same('new')}`,
];
const unindex = "insert into experiments_search (experiments_search, rowid, files, labels) values ('delete', old.no, old.files, old.labels)";
const index = 'insert into experiments_search (rowid, files, labels) values (new.no, new.files, new.labels)';
const countTag = 'on conflict (tag, shown) do update set runs = runs + 1';
const dropEmpty = 'delete from experiments_tag_counts where runs = 0 and tag';

const trigger = (name: string, when: string, ...steps: readonly string[]): string => `create trigger experiments_${name} after ${when} begin ${steps.join('; ')}; end`;

/** Metrics and values clustered by their key: a row costs one seek where a key beside the table costs two. */
export const clustered: readonly string[] = [
  'alter table experiments_metrics rename to experiments_metrics_before',
  'create table experiments_metrics (experiment_id text not null, key text not null, name text, stage text, file text, points double, last double, last_step double, last_ts double, min double, min_step double, max double, max_step double, primary key (experiment_id, key)) without rowid',
  'insert into experiments_metrics select experiment_id, key, name, stage, file, points, last, last_step, last_ts, min, min_step, max, max_step from experiments_metrics_before',
  'drop table experiments_metrics_before',
  ...['last', 'min', 'max'].map((column) => `create index experiments_metrics_by_${column} on experiments_metrics (key, ${column}, experiment_id)`),
  'alter table experiments_values rename to experiments_values_before',
  'create table experiments_values (experiment_id text not null, source text not null, key text not null, kind text not null, name text, num double, text text not null, folded text not null, primary key (experiment_id, source, key)) without rowid',
  'insert into experiments_values select experiment_id, source, key, kind, name, num, text, folded from experiments_values_before',
  'drop table experiments_values_before',
  'create index experiments_values_by_num on experiments_values (source, key, num, experiment_id)',
  'create index experiments_values_by_text on experiments_values (source, key, text, experiment_id) where num is null',
];

/** Counters and search index, kept by triggers. */
export const kept: readonly string[] = [
  trigger('shown_first', 'insert on experiments_shown', `update experiments set state = new.state, shown = ${shownOf('new')} where id = new.experiment_id`),
  trigger('shown_again', `update of state, archived, deleted_at on experiments_shown when new.state is not old.state or ${shownOf('new')} is not ${shownOf('old')}`, `update experiments set state = new.state, shown = ${shownOf('new')} where id = new.experiment_id`),
  trigger('counted', `update of ${group.join(', ')} on experiments when ${differs}`, ...leave, ...enter),
  trigger('uncounted', 'delete on experiments', ...leave),
  trigger('tag_added', 'insert on experiments_tags', `insert into experiments_tag_counts (tag, shown, runs) values (new.tag, coalesce((select shown from experiments where id = new.experiment_id), 0), 1) ${countTag}`),
  trigger('tag_removed', 'delete on experiments_tags', 'update experiments_tag_counts set runs = runs - 1 where tag = old.tag and shown = coalesce((select shown from experiments where id = old.experiment_id), 0)', `${dropEmpty} = old.tag`),
  trigger('tags_moved', 'update of shown on experiments when new.shown is not old.shown',
    'update experiments_tag_counts set runs = runs - 1 where shown = old.shown and tag in (select tag from experiments_tags where experiment_id = new.id)',
    `insert into experiments_tag_counts (tag, shown, runs) select tag, new.shown, 1 from experiments_tags where experiment_id = new.id ${countTag}`,
    `${dropEmpty} in (select tag from experiments_tags where experiment_id = new.id)`),
  "create virtual table experiments_search using fts5 (files, labels, content = 'experiments_searched', content_rowid = 'no', tokenize = 'trigram case_sensitive 1')",
  trigger('searched_added', 'insert on experiments_searched', index),
  trigger('searched_changed', 'update of files, labels on experiments_searched when new.files is not old.files or new.labels is not old.labels', unindex, index),
  trigger('searched_removed', 'delete on experiments_searched', unindex),
];

/** Fills what is new from the rows that are there. */
export const filled: readonly string[] = [
  `update experiments set state = s.state, shown = ${shownOf('s')} from experiments_shown s where s.experiment_id = experiments.id`,
  // the trigger counted the tags of what is archived or deleted already
  'delete from experiments_tag_counts',
  'insert into experiments_tag_counts (tag, shown, runs) select t.tag, e.shown, count(*) from experiments_tags t join experiments e on e.id = t.experiment_id group by t.tag, e.shown',
  `insert into experiments_searched (experiment_id, files, labels)
    select f.experiment_id, f.run_id || ${separator} || f.path || ${separator} || coalesce(f.project, '') || ${separator} || coalesce(f.name, ''),
      coalesce(s.alias_folded, '') || ${separator} || coalesce((select group_concat(t.folded, ${separator}) from experiments_tags t where t.experiment_id = f.experiment_id), '') || ${separator} || s.notes_folded
    from experiments_folded f join experiments_shown s on s.experiment_id = f.experiment_id`,
];

/** Takes back what `kept` made. */
export const removed: readonly string[] = [
  ...['shown_first', 'shown_again', 'counted', 'uncounted', 'tag_added', 'tag_removed', 'tags_moved', 'searched_added', 'searched_changed', 'searched_removed'].map((name) => `drop trigger experiments_${name}`),
  'drop table experiments_search',
];

/** What the planner is told of the sizes of things, since it never sees a root of 100,000 runs at a start: rows, and rows for each value of the first columns of an index. */
const sizes: readonly (readonly [table: string, index: string, stat: string])[] = [
  ['experiments', 'sqlite_autoindex_experiments_1', '100000 1'],
  ['experiments', 'experiments_by_shown', '100000 50000 2 1'],
  ...['created_at', 'updated_at', 'started_at', 'ended_at', 'duration_seconds', 'best_metric_value', 'point_count', 'name'].map((column) => ['experiments', `experiments_by_${column}`, '100000 2 1'] as const),
  ['experiments', 'experiments_by_path', '100000 100 1'],
  ...['state', 'status', 'project'].map((column) => ['experiments', `experiments_by_${column}`, '100000 10000 1'] as const),
  ['experiments_metrics', 'experiments_metrics', '2000000 20 1'],
  ...['last', 'min', 'max'].map((column) => ['experiments_metrics', `experiments_metrics_by_${column}`, '2000000 100000 2 1'] as const),
  ['experiments_values', 'experiments_values', '2000000 20 20 1'],
  ['experiments_values', 'experiments_values_by_num', '2000000 1000000 100000 100 1'],
  ['experiments_values', 'experiments_values_by_text', '200000 100000 100000 1000 1'],
  ['experiments_shown', 'sqlite_autoindex_experiments_shown_1', '100000 1'],
  ['experiments_folded', 'sqlite_autoindex_experiments_folded_1', '100000 1'],
  ['experiments_searched', 'experiments_searched_experiment_id_unique', '100000 1'],
  ['experiments_tags', 'sqlite_autoindex_experiments_tags_1', '200000 2 1'],
  ['experiments_tags', 'experiments_tags_by_tag', '200000 10000 1'],
];

/** Tells the planner these sizes, on every connection that opens the database from now on. */
export const told: readonly string[] = ['analyze sqlite_schema', ...sizes.map(([table, index, stat]) => `insert into sqlite_stat1 (tbl, idx, stat) values ('${table}', '${index}', '${stat}')`), 'analyze sqlite_schema'];

/** Takes the sizes back. */
export const untold: readonly string[] = ["delete from sqlite_stat1 where tbl like 'experiments%'"];
