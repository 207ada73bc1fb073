import { RunkeepError, type ErrorFamily } from '../../daemon/api/errors.js';

interface Meaning {
  readonly family: ErrorFamily;
  readonly code: string;
  readonly sentence: string;
  readonly hint: string;
}

const says = (family: ErrorFamily, code: string, sentence: string, hint: string): Meaning => ({ family, code, sentence, hint });

const full = says('no-space', 'no-space', 'The disk is full; nothing of this file was kept.', 'Free some space and try again.');
const noRight = says('forbidden', 'unreadable', 'The daemon has no right to do this.', `Check owner and mode; the daemon runs as user ${process.getuid?.() ?? 'unknown'}.`);
const short = says('busy', 'busy', 'The machine is short of files or memory.', 'Try again in a second.');
const badPath = says('invalid', 'bad-path', 'This is no file of the root.', 'Name a regular file that lies below the root.');
const damaged = says('busy', 'pool-damaged', 'A folder of the pool is gone.', 'Start the daemon again; it makes the folders that are missing.');

/** What a failed file call means, by errno or by the word of a thread that copies (REL-20). */
const meanings = new Map<string, Meaning>([
  ['ENOSPC', full],
  ['EDQUOT', full],
  ['EROFS', says('busy', 'read-only', 'The disk is read-only.', 'Remount it writable.')],
  ['EACCES', noRight],
  ['EPERM', noRight],
  ['EMFILE', short],
  ['ENFILE', short],
  ['ENOMEM', short],
  ['EBUSY', says('busy', 'busy', 'Another program holds the file.', 'Try again in a second.')],
  ['ENOENT', says('not-found', 'source-gone', 'The file is gone.', 'Look whether it was moved.')],
  ['ELOOP', badPath],
  ['ENOTDIR', badPath],
  ['ENAMETOOLONG', badPath],
  ['EISDIR', badPath],
  ['outside', badPath],
  ['not-a-file', says('invalid', 'not-a-file', 'This is no regular file.', 'Name a file.')],
  ['inside-pool', says('invalid', 'inside-pool', 'The file lies in the pool itself.', 'Name a file of your own.')],
  ['too-large', says('too-large', 'too-large', 'The file is larger than one file may be.', 'Split it: 5 TiB are taken in one file.')],
  ['source-changed', says('conflict', 'source-changed', 'The file is being written.', 'Wait until it is whole.')],
  ['source-damaged', says('busy', 'io-error', 'The disk of the file cannot read it.', 'Look at that disk; restore the file from a backup.')],
  ['no-target', damaged],
  ['pool-damaged', damaged],
]);

/** The errno of a failed file call; undefined for anything else. */
export function errnoOf(failure: unknown): string | undefined {
  return failure instanceof Error && 'code' in failure && typeof failure.code === 'string' ? failure.code : undefined;
}

/** What a failed file call of the pool means to who asked (REL-20). */
export function poolError(code: string, message: string, cause?: unknown): RunkeepError {
  const { family, code: told, sentence, hint } = meanings.get(code) ?? says('busy', 'io-error', `A file call failed with ${code}.`, "Look at the disk and the daemon's log.");
  return new RunkeepError(family, told, `${sentence.slice(0, -1)} (${message}).`, hint, cause);
}
