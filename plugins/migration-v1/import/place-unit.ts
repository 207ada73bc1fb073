import { link, lstat, mkdir, open, rename, rm, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { copyFile } from './copy-file.js';
import type { TwoRoots } from './standing.js';
import type { Unit } from './unit.js';

export interface Placing extends TwoRoots {
  /** A folder on the file system of the root, in which nobody looks for runs. */
  readonly staging: string;
  /** Where files with several names lie in the root, by their identity in the source. */
  readonly shared: Map<string, string>;
  readonly moved: (bytes: number) => void;
}

/** Copies a unit into staging, then gives it its place in one step, so that nobody sees half of it; answers which files grew meanwhile. */
export async function placeUnit(placing: Placing, unit: Unit): Promise<string[]> {
  const staged = join(placing.staging, 'unit');
  await rm(staged, { recursive: true, force: true });
  try {
    const grown = unit.kind === 'file' ? await stageFile(placing, unit, staged) : await stageTree(placing, unit, staged);
    const target = join(placing.root, unit.path);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    // Neither of the two replaces what came there meanwhile: a folder that holds something stays, and so does a file.
    await (unit.kind === 'file' ? link(staged, target) : rename(staged, target));
    await syncFolder(dirname(target));
    for (const { shared, path } of unit.files) if (shared !== null) placing.shared.set(shared, join(placing.root, path));
    return grown;
  } finally {
    await rm(staged, { recursive: true, force: true });
  }
}

async function stageFile(placing: Placing, { path, files }: Unit, to: string): Promise<string[]> {
  return (await copied(placing, path, files[0]?.shared ?? null, to)) ? [path] : [];
}

async function stageTree(placing: Placing, { path: base, files, folders }: Unit, staged: string): Promise<string[]> {
  const within = (path: string): string => join(staged, path.slice(base.length));
  await mkdir(staged, { mode: 0o700 });
  for (const folder of folders) await mkdir(within(folder), { mode: 0o700 });
  const grown: string[] = [];
  for (const { path, shared } of files) if (await copied(placing, path, shared, within(path))) grown.push(path);
  for (const folder of [...folders].reverse().concat(base)) {
    const { atimeMs, mtimeMs } = await lstat(join(placing.source, folder));
    await syncFolder(within(folder));
    await utimes(within(folder), atimeMs / 1000, mtimeMs / 1000);
  }
  return grown;
}

/** Did the file grow while it was copied? One that came in under another name is linked, not doubled. */
async function copied({ source, shared: places, moved, signal }: Placing, path: string, shared: string | null, to: string): Promise<boolean> {
  const other = shared === null ? undefined : places.get(shared);
  if (other !== undefined) {
    await link(other, to);
    moved((await lstat(to)).size);
    return false;
  }
  return (await copyFile({ from: join(source, path), to, signal, moved })).grew;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
