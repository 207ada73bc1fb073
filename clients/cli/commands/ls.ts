import { Option, type Command } from 'commander';
import { z } from 'zod';
import { experimentList, type ExperimentRow } from '../../../schemas/experiments.js';
import { contextOf, shaped, type Context } from '../context.js';
import { spoken } from '../durations.js';
import { shown } from '../numbers.js';
import { table, type TableColumn } from '../table.js';

const options = z.object({
  filter: z.string().optional(),
  sort: z.string().optional(),
  limit: z.string().default('50'),
  show: z.string().default('present'),
  columns: z.array(z.string()).default([]),
});
type Options = z.infer<typeof options>;

const standing: readonly TableColumn[] = [
  { title: 'id' },
  { title: 'path', most: 40 },
  { title: 'run', most: 32 },
  { title: 'state' },
  { title: 'points', align: 'right' },
  { title: 'best', most: 32 },
  { title: 'age', align: 'right' },
];

/** `runkeep ls`: the experiments as a table, newest first. */
export function addLs(program: Command): void {
  program
    .command('ls')
    .summary('the experiments of the root')
    .argument('[filter]', 'for example: metrics.val_acc > 0.9 and status = "running"')
    .option('-s, --sort <key>', 'a column, metrics.<name>, params.<name> or summary.<name>; "-" in front = descending')
    .option('-n, --limit <count>', 'at most this many rows', '50')
    .option('-c, --columns <key...>', 'further columns: metrics.<name>, params.<name>, summary.<name>')
    .addOption(new Option('--show <which>', 'which ones').choices(['present', 'archived', 'deleted', 'all']).default('present'))
    .action(async (filter: string | undefined, given: unknown, command: Command) => {
      await list(contextOf(command), { ...options.parse(given), filter });
    });
}

async function list({ output, daemon }: Context, { filter, sort, limit, show, columns }: Options): Promise<void> {
  const answer = shaped(experimentList, await daemon().get('/api/experiments', { filter, sort, limit, show, columns }));
  output.answer(answer, () => {
    const headings = [...standing, ...columns.map((title): TableColumn => ({ title, align: 'right' }))];
    return table(headings, answer.experiments.map((row) => cells(row, columns)));
  });
  if (!output.json && (answer.total > answer.experiments.length || answer.next !== null)) output.remark(`${answer.experiments.length} of ${answer.total_is_least ? 'at least ' : ''}${answer.total} experiments; more with --limit`);
  if (!output.json && answer.total === 0) output.remark('no experiments here');
}

function cells(row: ExperimentRow, columns: readonly string[]): string[] {
  const best = row.best_metric === null ? '-' : `${row.best_metric.name} ${shown(row.best_metric.value)}`;
  const age = spoken(Date.now() / 1000 - (row.created_at ?? row.updated_at));
  const state = row.deleted_at === null ? row.state : 'deleted';
  return [row.id.slice(0, 8), row.path || '/', row.alias ?? row.run_id, state, String(row.point_count), best, age, ...columns.map((column) => cell(row.values?.[column]))];
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return '-';
  if (typeof value === 'number') return shown(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
