import { join } from 'node:path';
import type { PublishedAnswer } from '../../schemas/dedup-publish.js';
import { Pool } from '../../plugins/dedup/tokens.js';
import type { House } from './house.js';

let sources = 0;

/** Bytes in the pool; answers their digest. */
export async function kept(house: House, bytes: string): Promise<string> {
  const name = `source-${++sources}`;
  house.runicorn.write(name, bytes);
  return (await house.scope.get(Pool).store({ from: join(house.root.path, name), size: bytes.length, method: 'any' })).digest;
}

/** Publishes a version of a model out of files by their text. */
export async function published(house: House, name: string, files: Readonly<Record<string, string>>, more: Readonly<Record<string, unknown>> = {}): Promise<PublishedAnswer> {
  const named = await Promise.all(Object.entries(files).map(async ([path, bytes]) => ({ path, digest: await kept(house, bytes) })));
  return house.call('POST', '/artifacts/:type/:name/versions', { params: { type: 'model', name }, body: { files: named, ...more } });
}
