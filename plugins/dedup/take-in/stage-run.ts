import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { realFiles } from '../pool/pool-files.js';
import type { ArchivedRun } from './archive-units.js';
import type { StagedArchive } from './stage-archive.js';
import { statOf, type RunPlace } from './run-places.js';

/** Makes a durable tree of a run in staging, ready to be renamed into its place. */
export async function stageRun({ files, bodies }: StagedArchive, { dir, files: paths, folders }: ArchivedRun, staged: string): Promise<RunPlace> {
  const within = (path: string): string => join(staged, path.slice(dir.length));
  const all = foldersOf(dir, paths, folders);
  for (const folder of all) await mkdir(within(folder), { mode: 0o700 });
  for (const path of paths) {
    const file = files.get(path);
    if (file !== undefined) await bodies.moveTo(file.body, within(path), file.isExecutable ? 0o700 : 0o600);
  }
  for (const folder of all.toReversed()) await realFiles.syncFolder(within(folder));
  return { dir, staged, inode: String((await statOf(staged))?.ino) };
}

/** The run's folder and all below it, outer ones first. */
function foldersOf(dir: string, paths: readonly string[], told: readonly string[]): string[] {
  const all = new Set([dir, ...told]);
  for (const path of [...paths, ...told]) for (let folder = dirname(path); folder.length > dir.length; folder = dirname(folder)) all.add(folder);
  return [...all].sort((one, other) => one.length - other.length);
}
