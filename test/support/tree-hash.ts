import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** What lies in a tree, one line a name: kind, mode, size, hash of the bytes. Names for which `isOwn` says yes are left out. */
export function treeOf(folder: string, isOwn: (name: string) => boolean): string[] {
  return readdirSync(folder)
    .filter((name) => !isOwn(name))
    .sort()
    .flatMap((name) => entry(folder, name));
}

function entry(root: string, name: string): string[] {
  const path = join(root, name);
  const stat = lstatSync(path);
  const head = `${name} ${(stat.mode & 0o7777).toString(8)} ${stat.nlink}`;
  if (stat.isSymbolicLink()) return [`${head} -> ${readlinkSync(path)}`];
  if (!stat.isDirectory()) return [`${head} ${stat.size} ${stat.mtimeMs} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`];
  return [`${head} folder`, ...readdirSync(path).sort().flatMap((inner) => entry(root, join(name, inner)))];
}
