import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunLayout } from '../../../schemas/contracts/run-layout.js';
import type { MigrationFinding } from '../../../schemas/migration.js';
import { finding } from '../finding.js';
import { errnoOf } from './errno.js';
import { metaIn } from './meta-file.js';
import type { SourceFile, Unit } from './unit.js';

/** Files beside runs that belong to a root; the shared memory of a database is made anew by whoever opens it. */
const rootFiles = new Set(['.experiments_metadata.json', 'runicorn.db', 'runicorn.db-wal', 'index/runicorn.db', 'index/runicorn.db-wal']);
const mostStats = 64;

export interface Walk {
  readonly source: string;
  readonly layout: RunLayout;
  readonly signal: AbortSignal;
  readonly tell: (finding: MigrationFinding) => void;
}

/** Everything of a root that is copied: what others refer to first, outer runs before inner ones. No link is followed. */
export async function unitsOf(walk: Walk): Promise<Unit[]> {
  const units: Unit[] = [];
  const left: Place[] = [{ path: [], owner: undefined }];
  for (let place = left.pop(); place !== undefined; place = left.pop()) {
    walk.signal.throwIfAborted();
    left.push(...(await lookInto(walk, place, units)));
  }
  return units.sort((a, b) => turnOf(a) - turnOf(b) || (a.path < b.path ? -1 : 1));
}

/** A folder, and the run or version that it is a part of. */
interface Place {
  readonly path: readonly string[];
  readonly owner: Unit | undefined;
}

async function lookInto(walk: Walk, { path, owner: outer }: Place, units: Unit[]): Promise<Place[]> {
  const dir = path.join('/');
  const entries = await listed(walk, dir);
  const files = entries.filter((entry) => entry.isFile() && isKept(entry.name)).map(({ name }) => name);
  const owner = (await ownerOf(walk, path, new Set(files), units)) ?? outer;
  if (owner !== undefined && owner === outer) owner.folders.push(dir);
  const found = await filesOf(walk, files.map((name) => [...path, name].join('/')).filter((file) => owner !== undefined || isOfRoot(file)));
  if (owner !== undefined) owner.files.push(...found);
  else units.push(...found.map((file): Unit => ({ kind: 'file', path: file.path, files: [file], folders: [] })));
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== '.runkeep').map(({ name }) => [...path, name]);
  return folders.filter((folder) => owner !== undefined || walk.layout.descends(folder) || isOfRoot(`${folder.join('/')}/`)).map((folder) => ({ path: folder, owner }));
}

/** The run or version that begins in this folder, if one does. */
async function ownerOf({ source, layout }: Walk, path: readonly string[], names: ReadonlySet<string>, units: Unit[]): Promise<Unit | undefined> {
  const dir = path.join('/');
  const isRun = (names.has('meta.json') || names.has('status.json')) && layout.recognise(path, names, await metaIn(join(source, dir))) !== undefined;
  const isVersion = path.length === 4 && path[0] === 'artifacts' && /^v\d+$/.test(path[3] ?? '');
  if (!isRun && !isVersion) return undefined;
  const unit: Unit = { kind: isRun ? 'run' : 'version', path: dir, files: [], folders: [] };
  units.push(unit);
  return unit;
}

async function listed({ source, tell }: Walk, dir: string): Promise<Dirent[]> {
  try {
    return (await readdir(join(source, dir), { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (failure) {
    tell(finding('lost', 'folder-unreadable', `${dir} cannot be read (${errnoOf(failure)})`, 'Give the user of the daemon the right to read it, and import again.', { path: dir }));
    return [];
  }
}

async function filesOf({ source }: Walk, paths: readonly string[]): Promise<SourceFile[]> {
  const found: SourceFile[] = [];
  for (let at = 0; at < paths.length; at += mostStats) found.push(...(await Promise.all(paths.slice(at, at + mostStats).map((path) => fileAt(source, path)))));
  return found;
}

/** One that vanished is listed all the same: that it cannot be copied is told then. */
async function fileAt(source: string, path: string): Promise<SourceFile> {
  const stat = await lstat(join(source, path)).catch(() => undefined);
  return { path, size: stat?.size ?? 0, shared: stat !== undefined && stat.nlink > 1 ? `${stat.dev}:${stat.ino}` : null };
}

/** Neither a lock nor a temporary file (DISK-05). */
function isKept(name: string): boolean {
  return !name.endsWith('.lock') && name !== '.lock' && !/^\..*\.tmp$/.test(name);
}

function isOfRoot(path: string): boolean {
  return path.startsWith('artifacts/') || path.startsWith('archive/') || path === 'index/' || rootFiles.has(path);
}

function turnOf({ kind, path }: Unit): number {
  if (kind === 'run') return 3;
  if (kind === 'version') return 1;
  return path.startsWith('artifacts/.dedup/') || path.startsWith('archive/') ? 0 : 2;
}
