import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

const mostBytes = 16 * 1024 * 1024;
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** What `meta.json` of a folder holds; undefined when it is not there, too large, or no JSON. */
export async function metaIn(folder: string): Promise<unknown> {
  const file = await open(join(folder, 'meta.json'), flags).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const stat = await file.stat();
    return stat.isFile() && stat.size <= mostBytes ? (JSON.parse(await file.readFile('utf8')) as unknown) : undefined;
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}
