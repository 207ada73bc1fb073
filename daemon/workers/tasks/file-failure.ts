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
