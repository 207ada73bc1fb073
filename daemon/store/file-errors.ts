import { RunkeepError } from '../api/errors.js';

/** Turns a failure of a file call into the error that a caller can answer (REL-20); what is no such failure comes back as it is. */
export function asFileError(failure: unknown): unknown {
  if (!(failure instanceof Error) || failure instanceof RunkeepError || !('syscall' in failure) || !('code' in failure)) return failure;
  const what = `${String(failure.syscall)} failed with ${String(failure.code)}`;
  switch (failure.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new RunkeepError('no-space', 'no-space', `the disk is full: ${what}; nothing of this write was kept`, 'free some space and try again', failure);
    case 'EROFS':
      return new RunkeepError('busy', 'read-only', `the disk is read-only: ${what}`, 'remount it writable', failure);
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOMEM':
      return new RunkeepError('busy', 'busy', `the machine is short of files or memory: ${what}`, 'try again in a second', failure);
    case 'EACCES':
      return new RunkeepError('forbidden', 'unreadable', what, 'check owner and mode of the root; the daemon needs to read and write it', failure);
    default:
      return new RunkeepError('busy', 'io-error', what, "look at the disk and the daemon's log", failure);
  }
}
