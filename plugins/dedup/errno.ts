import { RunkeepError } from '../../daemon/api/errors.js';

/** The errno of a failed file call; undefined for anything else. */
export function errnoOf(failure: unknown): string | undefined {
  return failure instanceof Error && 'code' in failure && typeof failure.code === 'string' ? failure.code : undefined;
}

/** What a failed file call of the pool means to who asked (REL-20). */
export function poolError(code: string, message: string, cause?: unknown): RunkeepError {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new RunkeepError('no-space', 'no-space', `The disk is full (${message}); nothing of this file was kept.`, 'Free some space and try again.', cause);
    case 'EROFS':
      return new RunkeepError('busy', 'read-only', `The disk is read-only (${message}).`, 'Remount it writable.', cause);
    case 'EACCES':
    case 'EPERM':
      return new RunkeepError('forbidden', 'unreadable', `The daemon has no right to do this (${message}).`, `Check owner and mode; the daemon runs as user ${process.getuid?.() ?? 'unknown'}.`, cause);
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOMEM':
      return new RunkeepError('busy', 'busy', `The machine is short of files or memory (${message}).`, 'Try again in a second.', cause);
    case 'ENOENT':
      return new RunkeepError('not-found', 'source-gone', `The file is gone (${message}).`, 'Look whether it was moved.', cause);
    case 'ELOOP':
    case 'ENOTDIR':
    case 'ENAMETOOLONG':
    case 'EISDIR':
    case 'not-a-file':
    case 'outside':
      return new RunkeepError('invalid', 'bad-path', `This is no file of the root (${message}).`, 'Name a regular file that lies below the root.', cause);
    case 'source-changed':
      return new RunkeepError('conflict', 'source-changed', `The file is being written (${message}).`, 'Wait until it is whole.', cause);
    default:
      return new RunkeepError('busy', 'io-error', `A file call failed with ${code} (${message}).`, "Look at the disk and the daemon's log.", cause);
  }
}
