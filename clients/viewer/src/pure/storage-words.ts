import type { StorageTotals } from '../../../../schemas/dedup-storage.js';
import { formatBytes } from './format-number.js';

/** A part of what is kept, for the bar and its legend. */
export interface KeptPart {
  readonly name: 'used' | 'outside' | 'bin' | 'unreferenced';
  readonly word: string;
  readonly meaning: string;
  readonly bytes: number;
}

/** What known contents are kept for, from what is needed to what is not. */
export function keptParts({ pool, outside, bin, unreferenced }: StorageTotals): KeptPart[] {
  return [
    { name: 'used', word: 'In use', meaning: 'in the pool, and versions refer to it', bytes: Math.max(0, pool.bytes - bin.bytes - unreferenced.bytes) },
    { name: 'outside', word: 'Only in your files', meaning: 'known, but the pool has no copy of it', bytes: outside.bytes },
    { name: 'bin', word: 'Recycle bin', meaning: 'in the pool, only for deleted versions', bytes: bin.bytes },
    { name: 'unreferenced', word: 'Left over', meaning: 'in the pool, and nothing refers to it', bytes: unreferenced.bytes },
  ];
}

/** The headline: what versions hold, and what that takes. */
export function keptWords({ bytes, stored_bytes: stored }: StorageTotals): string {
  return bytes === stored ? `Versions hold ${formatBytes(bytes)}` : `Versions hold ${formatBytes(bytes)}, kept in ${formatBytes(stored)}`;
}

/** Which share of what versions hold is not stored again, in percent. */
export function savedPercent({ bytes, stored_bytes: stored }: StorageTotals): number {
  return bytes === 0 ? 0 : Math.floor((100 * (bytes - stored)) / bytes);
}
