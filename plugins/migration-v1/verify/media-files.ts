import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Pictures that events name and that are gone, and files that no event names; paths relative to the run directory (DISK-46). */
export interface MediaState {
  readonly gone: readonly string[];
  readonly unnamed: readonly string[];
}

/** Compares what events name with what lies in the run's directory. */
export async function mediaState(folder: string, named: readonly string[]): Promise<MediaState> {
  const files = new Set(await mediaIn(folder));
  const gone: string[] = [];
  for (const path of named) if (!files.has(path) && !(await isInside(folder, path))) gone.push(path);
  const known = new Set(named);
  return { gone, unnamed: [...files].filter((path) => !known.has(path)).sort() };
}

async function mediaIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(folder, 'media'), { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.') && !entry.name.endsWith('.lock')).map(({ name }) => `media/${name}`);
}

/** A file below the run directory; a path that leads out of it is none. */
async function isInside(folder: string, path: string): Promise<boolean> {
  const parts = path.split('/');
  if (path.includes('\0') || parts.some((part) => part === '' || part === '.' || part === '..')) return false;
  return lstat(join(folder, path)).then((stat) => stat.isFile(), () => false);
}
