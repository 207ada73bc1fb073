import { lstatSync } from 'node:fs';

/** What tells two states of a file apart: inode, size and times; undefined when there is no file. */
export function fingerprint(path: string): { readonly text: string; readonly modified: number } | undefined {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  return { text: `${stat.ino}:${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}`, modified: Number(stat.mtimeNs) / 1e9 };
}
