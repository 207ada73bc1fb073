import { lstatSync } from 'node:fs';
import type { FileFailure } from '../../api/hasher.js';

/** A file that is not what it should be. */
export class FileRefused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** A failure of a file as data; anything else is a bug and goes on. */
export function asFailure(failure: unknown): FileFailure {
  if (failure instanceof Error && 'code' in failure && typeof failure.code === 'string') return { ok: false, code: failure.code, message: failure.message };
  throw failure;
}

/** The same, which tells of a file that may not be read whose it is, and a source that cannot be read from a disk that cannot be written to. */
export function asSourceFailure(failure: unknown, path: string): FileFailure {
  const told = asFailure(failure);
  if (told.code === 'EIO' && failure instanceof Error && 'syscall' in failure && failure.syscall === 'read') return { ...told, code: 'source-damaged' };
  const isOfSource = failure instanceof Error && 'path' in failure && failure.path === path;
  return isOfSource && told.code === 'EACCES' ? { ...told, message: `${told.message}${rightsOf(path)}` } : told;
}

function rightsOf(path: string): string {
  try {
    const { uid, mode } = lstatSync(path);
    return `; it belongs to user ${uid} with mode ${(mode & 0o7777).toString(8).padStart(4, '0')}`;
  } catch {
    return '';
  }
}
