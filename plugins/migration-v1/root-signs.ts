import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RootSigns } from './generations.js';

/** Paths of the databases that Runicorn may have left, relative to the root. */
export const foreignDatabases = ['runicorn.db', 'index/runicorn.db'] as const;

/** What lies in the root beside run directories. */
export async function rootSigns(root: string): Promise<Omit<RootSigns, 'layouts'>> {
  const [database, index] = await Promise.all(foreignDatabases.map((path) => isFile(join(root, path))));
  const artifacts = (await foldersIn(join(root, 'artifacts'))).some((name) => !name.startsWith('.'));
  const archive = (await foldersIn(join(root, 'archive'))).some((name) => ['blobs', 'manifests', 'outputs'].includes(name));
  return { artifacts, archive, database: database === true, index: index === true };
}

/** Does the root hold nothing but what is Runkeep's own? */
export async function isBare(root: string): Promise<boolean> {
  return (await namesIn(root)).every((name) => name === '.runkeep' || name.startsWith('runkeep.db'));
}

async function isFile(path: string): Promise<boolean> {
  return lstat(path).then((stat) => stat.isFile(), () => false);
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
