import { Option, type Command } from 'commander';
import { z } from 'zod';
import { storageGrouping, storageReport, storageSort, type StorageRow, type StorageTotals } from '../../../schemas/dedup-storage.js';
import { spokenBytes } from '../bytes.js';
import { contextOf, shaped, type Context } from '../context.js';
import { table } from '../table.js';

const options = z.object({ by: storageGrouping, sort: storageSort, limit: z.string(), search: z.string().optional() });

/** `runkeep storage`: what artifacts, experiments and projects take, and what deleting them would free. */
export function addStorage(program: Command): void {
  program
    .command('storage')
    .summary('bytes by artifact, experiment or project, and what a deletion would free')
    .addOption(new Option('--by <what>', 'what a row is about').choices(storageGrouping.options).default('artifact'))
    .addOption(new Option('-s, --sort <key>', '"-" in front = descending').choices(storageSort.options).default('-stored_bytes'))
    .option('-n, --limit <count>', 'at most this many rows', '50')
    .option('--search <text>', 'a part of the name')
    .action(async (given: unknown, command: Command) => tell(contextOf(command), options.parse(given)));
}

async function tell({ output, daemon }: Context, { by, ...query }: z.infer<typeof options>): Promise<void> {
  const report = shaped(storageReport, await daemon().get('/api/dedup/storage', { by, ...query }));
  output.answer(report, () => [...totalLines(report.totals), '', ...table([{ title: by }, ...numbers.map((title) => ({ title, align: 'right' as const }))], report.rows.map(cells))]);
  if (!output.json && report.next !== null) output.remark(`${report.rows.length} of ${report.total}; more with --limit`);
}

const numbers = ['versions', 'bytes', 'stored', 'only here', 'shared', 'a delete frees'];

function cells({ label, type, versions, bytes, stored_bytes, unique_bytes, shared_bytes, freed_bytes }: StorageRow): string[] {
  return [type === null ? label || '(none)' : `${type}/${label}`, String(versions), ...[bytes, stored_bytes, unique_bytes, shared_bytes, freed_bytes].map(spokenBytes)];
}

function totalLines({ artifacts, versions, bytes, stored_bytes, pool, outside, unreferenced, bin, database_bytes, free_bytes }: StorageTotals): string[] {
  return [
    `${artifacts} artifacts, ${versions} versions: ${spokenBytes(bytes)}, kept as ${spokenBytes(stored_bytes)}`,
    `in the pool ${spokenBytes(pool.bytes)}, only in files of yours ${spokenBytes(outside.bytes)}`,
    `held by the recycle bin alone ${spokenBytes(bin.bytes)}, by nothing ${spokenBytes(unreferenced.bytes)}`,
    `database ${spokenBytes(database_bytes)}, free on the disk ${spokenBytes(free_bytes)}`,
  ];
}
