import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { sqlAnswer, sqlBounds, sqlQuery, type SqlAnswer } from '../../../schemas/sql.js';
import { contextOf, shaped, type Context } from '../context.js';
import { csv } from '../csv.js';
import { exitCodes } from '../exit-codes.js';
import { Failure } from '../failure.js';
import { queryHere } from '../sql-process.js';
import { table } from '../table.js';

const options = z.object({ limit: z.string(), seconds: z.string(), csv: z.boolean().default(false), database: z.string().optional() });
type Options = z.infer<typeof options>;

/** `runkeep sql`: one SELECT over metrics, experiments, params, summary and tags; needs no daemon. */
export function addSql(program: Command): void {
  program
    .command('sql')
    .summary('answer a SELECT over metrics, experiments, params, summary and tags')
    .argument('<query>', 'for example: select metric_name, avg(metric_value) from metrics group by 1')
    .option('-n, --limit <count>', 'at most this many rows', String(sqlBounds.rows.usual))
    .option('--seconds <count>', 'end it after this time', String(sqlBounds.seconds.usual))
    .option('--csv', 'answer as CSV')
    .option('--database <file>', 'where runkeep.db lies, if not in the root')
    .action(async (query: string, given: unknown, command: Command) => {
      const context = contextOf(command);
      const { url } = z.object({ url: z.string().optional() }).parse(command.optsWithGlobals());
      await answer(context, query, { ...options.parse(given) }, url !== undefined);
    });
}

async function answer(context: Context, text: string, chosen: Options, isElsewhere: boolean): Promise<void> {
  const asked = sqlQuery.safeParse({ query: text, limit: chosen.limit, seconds: chosen.seconds });
  if (!asked.success) throw new Failure('usage', asked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '), 'runkeep help sql shows the options', exitCodes.usage);
  const result = isElsewhere
    ? shaped(sqlAnswer, await context.daemon().call('POST', '/api/experiments/sql', { body: asked.data }))
    : await queryHere(databaseOf(context, chosen), asked.data);
  print(context, result, chosen.csv);
}

function databaseOf({ root, keep }: Context, { database }: Options): string {
  const path = resolve(database ?? join(keep === join(root, '.runkeep') ? root : keep, 'runkeep.db'));
  if (existsSync(path)) return path;
  throw new Failure('no-database', `there is no ${path}`, 'name the root with --root, or the database with --database', exitCodes.root);
}

function print({ output }: Context, result: SqlAnswer, isCsv: boolean): void {
  if (isCsv && !output.json) output.lines(csv(result.columns, result.rows));
  else output.answer(result, () => tableOf(result));
  if (output.json) return;
  if (result.cut === 'rows') output.remark(`the first ${result.rows.length} rows; more with --limit`);
  if (result.cut === 'bytes') output.remark(`the first ${result.rows.length} rows: an answer has at most ${sqlBounds.bytes / 1024 / 1024} MiB`);
}

function tableOf({ columns, rows }: SqlAnswer): string[] {
  const isNumeric = columns.map((_, index) => rows.some((row) => typeof row[index] === 'number'));
  return table(columns.map((title, index) => ({ title, ...(isNumeric[index] === true && { align: 'right' }) })), rows.map((row) => row.map((value) => (value === null ? '-' : String(value)))));
}
