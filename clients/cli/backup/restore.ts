import { lstat, mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exitCodes } from '../exit-codes.js';
import { Failure } from '../failure.js';
import { hashedPieces } from './hashed-pieces.js';
import { objectIn, type FoundBackup } from './read-backup.js';

interface Content {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
  readonly readonly: boolean;
}

/** Makes a root of a backup: beside its place, every byte checked, then renamed into it. Nothing that is there is touched (REL-71). */
export async function restoreBackup({ folder, manifest }: FoundBackup, to: string, tell: (bytes: number) => void): Promise<void> {
  for (const path of [...manifest.folders, ...manifest.files.map((file) => file.path)]) assertPlain(path);
  await assertFree(to);
  await mkdir(dirname(to), { recursive: true });
  const staged = join(dirname(to), `.${basename(to)}.restoring-${process.pid}`);
  try {
    await mkdir(staged, { mode: 0o700 });
    const made = new Set(['']);
    for (const path of manifest.folders) await makeFolders(staged, path, made);
    for (const file of [...manifest.files, { ...manifest.database, path: 'runkeep.db', readonly: false }]) {
      await makeFolders(staged, parentOf(file.path), made);
      await placeFile(folder, staged, file, tell);
    }
    for (const path of [...made].sort((one, other) => other.length - one.length)) await syncFolder(join(staged, path));
    await moveInto(staged, to);
  } finally {
    await rm(staged, { recursive: true, force: true });
  }
}

/** The paths of a manifest are those of a root; one that leads elsewhere is damage, or worse. */
function assertPlain(path: string): void {
  if (!path.includes('\0') && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')) return;
  throw new Failure('backup-unreadable', `the manifest names ${JSON.stringify(path)}, which is no path in a root`, 'use another backup', exitCodes.failed);
}

/** An empty folder is as good as none. */
async function assertFree(to: string): Promise<void> {
  const stat = await lstat(to).catch(() => undefined);
  if (stat === undefined || (stat.isDirectory() && (await readdir(to)).length === 0)) return;
  throw new Failure('not-empty', `${to} is not empty: a backup is never restored over anything`, 'name a new folder, or empty this one first', exitCodes.failed);
}

async function makeFolders(staged: string, path: string, made: Set<string>): Promise<void> {
  const parts = path === '' ? [] : path.split('/');
  for (let depth = 1; depth <= parts.length; depth++) {
    const folder = parts.slice(0, depth).join('/');
    if (made.has(folder)) continue;
    await mkdir(join(staged, folder), { mode: 0o700 });
    made.add(folder);
  }
}

async function placeFile(folder: string, staged: string, { path, sha256, size, readonly }: Content, tell: (bytes: number) => void): Promise<void> {
  const file = await open(join(staged, path), 'wx', 0o600);
  try {
    const found = await hashedPieces(objectIn(folder, sha256), async (piece) => {
      await file.writeFile(piece);
      tell(piece.length);
    }).catch((cause: unknown) => {
      throw damaged(`the bytes of ${path} cannot be copied: ${String(cause)}`, cause);
    });
    if (found.sha256 !== sha256 || found.size !== size) throw damaged(`the backup holds other bytes for ${path} than its manifest says`);
    if (readonly) await file.chmod(0o444);
    await file.sync();
  } finally {
    await file.close();
  }
}

function damaged(sentence: string, cause?: unknown): Failure {
  return new Failure('backup-damaged', sentence, 'runkeep backup verify tells what else is damaged; nothing was restored', exitCodes.failed, cause);
}

function parentOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** Neither step replaces what came there meanwhile. */
async function moveInto(staged: string, to: string): Promise<void> {
  await rmdir(to).catch((failure: unknown) => {
    if (!(failure instanceof Error && 'code' in failure && failure.code === 'ENOENT')) throw failure;
  });
  await rename(staged, to);
  await syncFolder(dirname(to));
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
