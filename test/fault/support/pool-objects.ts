import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { House } from '../../dedup/house.js';

/** What lies in a pool, judged by its bytes alone. */
export interface PoolContents {
  readonly objects: ReadonlySet<string>;
  /** Sentences that should not be there. */
  readonly faults: readonly string[];
}

/** Hashes every object of a pool that is at rest: right bytes, one name, read-only, a row for each and an object for each row, nothing staged (REL-60). */
export async function poolContents(house: House): Promise<PoolContents> {
  const folder = await house.pool().folder();
  const objects = new Set<string>();
  const faults: string[] = [];
  for (const shard of readdirSync(folder).filter((name) => /^[0-9a-f]{2}$/.test(name))) {
    for (const name of readdirSync(join(folder, shard))) {
      objects.add(name);
      faults.push(...faultsOf(join(folder, shard, name), name));
    }
  }
  for (const name of readdirSync(join(folder, '.staging'))) faults.push(`${name} is still staged`);
  const found: { digest: string }[] = await house.database.reader('dedup_blobs').whereNotNull('pool_inode').select<{ digest: string }[]>('digest');
  const rows = new Set(found.map(({ digest }) => digest));
  for (const digest of rows) if (!objects.has(digest)) faults.push(`the row of ${digest} has no object`);
  for (const digest of objects) if (!rows.has(digest)) faults.push(`the object ${digest} has no row`);
  return { objects, faults };
}

function faultsOf(path: string, name: string): string[] {
  const { nlink, mode } = lstatSync(path);
  const faults = [];
  if (createHash('sha256').update(readFileSync(path)).digest('hex') !== name) faults.push(`${name} holds other bytes`);
  if (nlink !== 1) faults.push(`${name} has ${nlink} names`);
  if ((mode & 0o777) !== 0o444) faults.push(`${name} has mode ${(mode & 0o777).toString(8)}`);
  return faults;
}
