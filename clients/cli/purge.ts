import { purgeAnswer, type PurgeAnswer } from '../../schemas/upkeep.js';
import { spokenBytes } from './bytes.js';
import { shaped, type Context } from './context.js';
import type { DaemonClient } from './daemon-client.js';
import { table } from './table.js';

/** Says what deleting these experiments for good frees; does it when the person is sure. */
export async function purge({ output }: Context, client: DaemonClient, ids: readonly string[], isSure: boolean): Promise<void> {
  const answer = await askPurge(client, ids, isSure);
  output.answer(answer, () => tellPurge(answer));
  if (!output.json && answer.dry_run) output.remark('nothing was deleted; --yes deletes it for good');
}

/** Deletes these experiments for good when the person is sure; else answers what that would free. */
export async function askPurge(client: DaemonClient, ids: readonly string[], isSure: boolean): Promise<PurgeAnswer> {
  return shaped(purgeAnswer, await client.call('POST', '/api/experiments/purge', { body: { ids, dry_run: !isSure }, isLong: true }));
}

/** What a purge did or would do, for people. */
export function tellPurge(answer: PurgeAnswer): string[] {
  return [...listOf(answer), totalOf(answer)];
}

function listOf({ experiments }: PurgeAnswer): string[] {
  return table([{ title: 'id' }, { title: 'run directory' }, { title: 'files', align: 'right' }, { title: 'size', align: 'right' }], experiments.map((one) => [one.id.slice(0, 8), one.run_dir, String(one.files), spokenBytes(one.file_bytes)]));
}

function totalOf({ freed, file_bytes, database_bytes, database_shrinks }: PurgeAnswer): string {
  const [files, database] = freed === null ? [file_bytes, database_bytes] : [freed.file_bytes, freed.database_bytes];
  const stays = database_shrinks ? '' : ' (an older file, whose space is only used again)';
  return `${freed === null ? 'would free' : 'freed'} ${spokenBytes(files)} of run directories (${files} bytes) and ${spokenBytes(database)} of the database (${database} bytes)${stays}`;
}
