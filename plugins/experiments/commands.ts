import type { Command } from '../../daemon/api/command.js';

const id = { name: 'id', summary: 'id or run directory of the experiment', required: true, of: 'experiment' } as const;
const ids = { name: 'ids', summary: 'ids or run directories of the experiments', required: true, kind: 'list', of: 'experiment' } as const;

/** The plugin's part of the command line. */
export const commands: readonly Command[] = [
  {
    name: 'ls',
    summary: 'list experiments',
    method: 'GET',
    path: '',
    options: [
      { name: 'filter', summary: 'for example: metrics.val_acc > 0.9 and status = "running"', short: 'f' },
      { name: 'sort', summary: 'a column, metrics.<name>, params.<name>; "-" in front = descending', short: 's' },
      { name: 'limit', summary: 'rows at most', kind: 'number', short: 'n' },
      { name: 'show', summary: 'present, archived, deleted or all' },
      { name: 'columns', summary: 'metrics.<name> or params.<name> to show', kind: 'list' },
    ],
    table: { rows: 'experiments', columns: ['id', 'path', 'run_id', 'alias', 'state', 'best_metric', 'point_count', 'tags'] },
  },
  { name: 'show', summary: 'show one experiment', method: 'GET', path: '/:id', arguments: [id] },
  {
    name: 'tag',
    summary: 'add tags to experiments, or take them away',
    method: 'PATCH',
    path: '/:id',
    arguments: [id],
    options: [
      { name: 'add_tags', summary: 'tags to add', kind: 'list' },
      { name: 'remove_tags', summary: 'tags to take away', kind: 'list' },
    ],
    shows: ['run_dir', 'tags'],
  },
  { name: 'note', summary: 'set the notes or the alias of an experiment', method: 'PATCH', path: '/:id', arguments: [id], options: [{ name: 'notes', summary: 'text, Markdown' }, { name: 'alias', summary: 'a short name' }], shows: ['run_dir', 'alias', 'notes'] },
  { name: 'rm', summary: 'put experiments into the recycle bin; no file is touched', method: 'POST', path: '/delete', arguments: [ids], options: [{ name: 'reason', summary: 'why' }], confirm: 'Put these experiments into the recycle bin?' },
  { name: 'restore', summary: 'take experiments out of the recycle bin', method: 'POST', path: '/restore', arguments: [ids] },
  { name: 'compare', summary: 'show in what experiments differ', method: 'GET', path: '/compare', arguments: [{ ...ids, name: 'id' }], table: { rows: 'rows', columns: ['field', 'values', 'differs'] } },
  {
    name: 'export',
    summary: 'write all points of experiments to a file: csv, jsonl, arrow or parquet',
    method: 'GET',
    path: '/export',
    arguments: [{ ...ids, name: 'id', required: false }],
    options: [
      { name: 'filter', summary: 'instead of ids: a filter as ls takes it' },
      { name: 'metric', summary: 'names of metrics; all when absent', kind: 'list' },
      { name: 'stage', summary: 'stages; all when absent', kind: 'list' },
      { name: 'format', summary: 'csv (default), jsonl, arrow or parquet', short: 'f' },
    ],
    download: true,
  },
  { name: 'rebuild', summary: 'read the files of experiments anew', method: 'POST', path: '/rebuild', options: [{ ...ids, required: false }], confirm: 'Forget what was taken in and read the files again?' },
];
