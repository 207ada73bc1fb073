import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../daemon/kernel/clock.js';
import type { FilePool } from '../../../plugins/dedup/pool/file-pool.js';
import { realFiles } from '../../../plugins/dedup/pool/pool-files.js';
import { Uploads } from '../../../plugins/dedup/uploads/uploads.js';
import type { House } from '../../dedup/house.js';
import { sha256 } from '../../support/runicorn-artifacts.js';

/** A pool and its uploads as a start of the daemon makes them. */
export interface Started {
  readonly pool: FilePool;
  readonly uploads: Uploads;
}

export async function started(house: House): Promise<Started> {
  const pool = house.pool();
  await pool.recover();
  const uploads = new Uploads({ pool, files: realFiles, clock: systemClock, atOnce: 16 });
  (await uploads.start())();
  return { pool, uploads };
}

/** Ways by which bytes come into a pool; each may be begun again after it failed. */
export const operations = {
  store: async (house: House, { pool }: Started, bytes: Buffer): Promise<void> => {
    const from = join(house.root.path, 'source.bin');
    await pool.store({ from, size: bytes.length, method: 'any' });
  },
  upload: async (_house: House, { uploads }: Started, bytes: Buffer): Promise<void> => {
    const announced = { digest: sha256(bytes), size: bytes.length };
    const { offset, stored } = await uploads.begin(announced);
    if (stored) return;
    const middle = Math.max(offset, bytes.length >> 1);
    if (middle > offset) await uploads.append(announced.digest, offset, once(bytes.subarray(offset, middle)));
    await uploads.append(announced.digest, middle, once(bytes.subarray(middle)));
  },
} as const;
export type Operation = keyof typeof operations;

/** The file that `store` takes. */
export function writeSource(house: House, bytes: Buffer): void {
  writeFileSync(join(house.root.path, 'source.bin'), bytes);
}

/** Does the pool hold exactly these bytes, with nothing staged? A sentence if not. */
export async function fault(pool: FilePool, bytes: Buffer): Promise<string | undefined> {
  const path = await pool.pathOf(sha256(bytes));
  const staged = readdirSync(join(await pool.folder(), '.staging'));
  if (staged.length > 0) return `${staged.join(', ')} stays staged`;
  try {
    return readFileSync(path).equals(bytes) ? undefined : 'the object holds other bytes';
  } catch {
    return 'there is no object';
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
