import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { hashOf, openRegular } from './bytes-of-file.js';
import type { SourceFile, Unit } from './unit.js';

/** What lies in the place of a unit already: nothing, the same bytes, or something else, told by the first place that differs. */
export type Standing = 'absent' | 'equal' | { readonly differs: string };

const nothing = async (): Promise<void> => undefined;

export interface TwoRoots {
  readonly source: string;
  readonly root: string;
  readonly signal: AbortSignal;
}

/** Compares a unit with what lies in its place. Files that only the place has do not count. */
export async function standingOf(roots: TwoRoots, unit: Unit): Promise<Standing> {
  const blocked = await notAFolder(roots.root, unit.path);
  if (blocked !== undefined) return { differs: blocked };
  if ((await lstat(join(roots.root, unit.path)).catch(() => undefined)) === undefined) return 'absent';
  for (const file of unit.files) if (!(await isEqual(roots, file))) return { differs: file.path };
  return 'equal';
}

/** The first folder above that is none: a link out of the root, for example, is not followed. */
async function notAFolder(root: string, path: string): Promise<string | undefined> {
  const parts = path.split('/').slice(0, -1);
  for (let depth = 1; depth <= parts.length; depth++) {
    const above = parts.slice(0, depth).join('/');
    const stat = await lstat(join(root, above)).catch(() => undefined);
    if (stat === undefined) return undefined;
    if (!stat.isDirectory()) return above;
  }
  return undefined;
}

async function isEqual({ source, root, signal }: TwoRoots, { path, size }: SourceFile): Promise<boolean> {
  const there = await lstat(join(root, path)).catch(() => undefined);
  if (there === undefined || !there.isFile() || there.size !== size) return false;
  return (await digest(join(source, path), size + 1, signal)) === (await digest(join(root, path), size + 1, signal));
}

async function digest(path: string, most: number, signal: AbortSignal): Promise<string> {
  const file = await openRegular(path);
  try {
    return (await hashOf(file, most, signal, nothing)).sha256;
  } finally {
    await file.close();
  }
}
