import type { OwnFacts } from './own-facts.js';
import type { Standing } from './own-rows.js';

/** Into the recycle bin; deleting twice keeps the first date and reason. */
export function deletedAt(at: number, reason: string): (run: Standing) => OwnFacts {
  return ({ own }) => (typeof own.deletion === 'object' ? own : { ...own, deletion: { at, reason } });
}

/** Out of the recycle bin, whoever put it there (DISK-43). */
export function restored({ own, files }: Standing): OwnFacts {
  const { deletion, ...rest } = own;
  return files.deleted_at === null ? rest : { ...rest, deletion: deletion === undefined || typeof deletion === 'object' ? 'restored' : deletion };
}
