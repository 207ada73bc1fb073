import { collectionAnswer, type CollectionAnswer } from '../../schemas/dedup-collection.js';
import { spokenBytes } from './bytes.js';
import { shaped } from './context.js';
import type { DaemonClient } from './daemon-client.js';
import { table } from './table.js';

/** Lines of a list that people are shown. */
const most = 20;

/** Takes away what nothing refers to of the pool when the person is sure; else says what would go. */
export async function collect(client: DaemonClient, isSure: boolean): Promise<CollectionAnswer> {
  return shaped(collectionAnswer, await client.call('POST', '/api/dedup/gc', { body: { dry_run: !isSure }, isLong: true }));
}

/** What a collection did or would do, for people. */
export function tellCollection({ dry_run, collected, waiting, kept, quarantine, grace_seconds, interrupted }: CollectionAnswer): string[] {
  const rows = dry_run ? [...collected.digests.slice(0, most).map(({ digest, bytes }) => [digest, spokenBytes(bytes), 'goes']), ...kept.first.slice(0, most).map(({ digest, bytes, kept_by }) => [digest, spokenBytes(bytes), kept_by.join(' ')])] : [];
  const list = rows.length === 0 ? [] : table([{ title: 'bytes of the pool' }, { title: 'size', align: 'right' }, { title: 'kept by', most: 60 }], rows);
  const wait = waiting.objects === 0 ? [] : [`${waiting.objects} objects (${spokenBytes(waiting.bytes)}) wait: nothing refers to them, but not for ${grace_seconds / 86_400} days yet`];
  const aside = quarantine.files === 0 ? [] : [`${dry_run ? 'would remove' : 'removed'} ${quarantine.files} repaired files from the quarantine (${spokenBytes(quarantine.bytes)})`];
  const cut = interrupted ? ['it ended early; run it again to go on'] : [];
  return [...list, `${dry_run ? 'would free' : 'freed'} ${spokenBytes(collected.bytes)} of the pool (${collected.bytes} bytes, ${collected.objects} objects); ${kept.objects} objects are kept`, ...wait, ...aside, ...cut];
}
