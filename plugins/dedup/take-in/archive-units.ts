import type { RunLayout } from '../../../schemas/contracts/run-layout.js';
import { refused, shown } from '../archive-io/refusal.js';
import { parseTolerantJson } from '../adopt/tolerant-json.js';
import { groupBy } from '../catalog/group-by.js';
import type { StagedArchive } from './stage-archive.js';

/** A run directory of an archive. */
export interface ArchivedRun {
  /** Relative to the root. */
  readonly dir: string;
  /** Of all files below it. */
  readonly files: readonly string[];
  /** Folders below it that have an entry of their own. */
  readonly folders: readonly string[];
}

/** A version of an artifact in an archive. */
export interface ArchivedVersion {
  readonly type: string;
  readonly name: string;
  readonly version: number;
  readonly folder: string;
  readonly files: readonly string[];
}

export interface ArchiveUnits {
  readonly runs: readonly ArchivedRun[];
  readonly versions: readonly ArchivedVersion[];
}

const metaBytes = 16 * 2 ** 20;
const versionPath = /^artifacts\/([^/]+)\/([^/]+)\/v([1-9]\d{0,8})\/(?:metadata\.json|manifest\.json|files\/.+)$/u;

/** What an archive holds for a root, by names and `meta.json` alone; everything must belong to a run or to a version. */
export async function unitsOf(archive: StagedArchive, layout: RunLayout): Promise<ArchiveUnits> {
  const runs = await runDirs(archive, layout);
  const byRun = groupBy([...archive.files.keys()], (path) => ownerOf(path, runs));
  const folders = groupBy(archive.folders, (path) => ownerOf(path, runs));
  const byFolder = groupBy(byRun.get(undefined) ?? [], (path) => versionFolder(path));
  const [stray] = byFolder.get(undefined) ?? [];
  if (stray !== undefined) throw refused('entry-unplaced', `The entry ${shown(stray)} belongs to no run directory and to no version of an artifact.`);
  if (archive.files.size === 0) throw refused('entry-unplaced', 'The archive holds no file.');
  return {
    runs: [...runs].map((dir) => ({ dir, files: byRun.get(dir) ?? [], folders: (folders.get(dir) ?? []).filter((path) => path !== dir) })),
    versions: [...byFolder].flatMap(([folder, files]) => (folder === undefined ? [] : [versionOf(folder, files)])),
  };
}

/** The outermost run directories. */
async function runDirs(archive: StagedArchive, layout: RunLayout): Promise<ReadonlySet<string>> {
  const names = groupBy([...archive.files.keys()], (path) => path.slice(0, Math.max(0, path.lastIndexOf('/'))));
  const runs = new Set<string>();
  for (const dir of [...names.keys()].sort((one, other) => one.length - other.length)) {
    const held = new Set((names.get(dir) ?? []).map((path) => path.slice(dir.length + 1)));
    if (ownerOf(`${dir}/`, runs) !== undefined || !(held.has('meta.json') || held.has('status.json'))) continue;
    if (layout.recognise(dir.split('/'), held, await metaOf(archive, dir)) !== undefined) runs.add(dir);
  }
  return runs;
}

function ownerOf(path: string, runs: ReadonlySet<string>): string | undefined {
  if (runs.has(path)) return path;
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) if (runs.has(path.slice(0, slash))) return path.slice(0, slash);
  return undefined;
}

async function metaOf({ files, bodies }: StagedArchive, dir: string): Promise<unknown> {
  const body = files.get(`${dir}/meta.json`)?.body;
  if (body === undefined || body.size > metaBytes) return undefined;
  try {
    return parseTolerantJson((await bodies.read(body, metaBytes)).toString());
  } catch (failure) {
    if (failure instanceof SyntaxError) return undefined;
    throw failure;
  }
}

function versionFolder(path: string): string | undefined {
  return versionPath.test(path) ? path.split('/').slice(0, 4).join('/') : undefined;
}

function versionOf(folder: string, files: readonly string[]): ArchivedVersion {
  const [, type = '', name = '', number = ''] = folder.split('/');
  return { type, name, version: Number(number.slice(1)), folder, files };
}
