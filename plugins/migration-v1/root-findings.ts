import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { MigrationFinding } from '../../schemas/migration.js';
import { finding } from './finding.js';

/** Folders that are looked into for runs that never began. */
const mostFolders = 50_000;
const mostPlaces = 20;
/** Folders at the root that hold no runs. */
const others = new Set(['archive', 'index', 'webui', 'artifacts', 'adapters', 'jobs']);

/** What is odd about the root as a whole: it was moved, or holds folders of runs that never began. */
export async function rootFindings(root: string, storageDirs: ReadonlySet<string>, runDirs: ReadonlySet<string>): Promise<MigrationFinding[]> {
  const stale = [...storageDirs].filter((place) => place !== root).sort();
  const moved = stale.slice(0, mostPlaces).map((place) => finding('note', 'moved-root', `runs say that they lie in ${place.slice(0, 500)}`, 'The root was moved or copied; every path is resolved within it.'));
  const empty = await emptyRunFolders(root, runDirs);
  return [...moved, ...empty.map((dir) => finding('note', 'candidate', `${dir} is an empty folder where a run would lie`, 'It is taken in when a program begins to write there.', { path: dir }))];
}

/** Empty folders directly below one that is called `runs`, or anywhere below the root's own (DISK-02). */
async function emptyRunFolders(root: string, runDirs: ReadonlySet<string>): Promise<string[]> {
  const found: string[] = [];
  const left = (await foldersIn(root)).filter((name) => !others.has(name));
  for (let looked = 0; looked < mostFolders; looked++) {
    const dir = left.pop();
    if (dir === undefined) break;
    if (runDirs.has(dir)) continue;
    const entries = await readdir(join(root, dir), { withFileTypes: true }).catch(() => undefined);
    if (entries?.length === 0 && isRunPlace(dir)) found.push(dir);
    left.push(...(entries ?? []).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => `${dir}/${name}`));
  }
  return found.sort();
}

function isRunPlace(dir: string): boolean {
  const parts = dir.split('/');
  return parts.length > 1 && (parts[0] === 'runs' || (parts.length > 3 && parts.at(-2) === 'runs'));
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
}
