import { RunkeepError } from '../../../daemon/api/errors.js';
import { errnoOf } from './errno.js';

/** The disk of the root takes nothing more: whatever comes next would fail too. */
export function endsImport(failure: unknown): boolean {
  return ending.has(errnoOf(failure));
}

const ending = new Set(['ENOSPC', 'EDQUOT', 'EROFS']);

const again = 'and import again: what came in stays, and only the rest is copied.';
const hints: Readonly<Record<string, string>> = {
  ENOSPC: `Make room on the disk of the root, ${again}`,
  EDQUOT: `Make room in the quota of the daemon's user, ${again}`,
  EROFS: `Mount the disk of the root writable, ${again}`,
  EMFILE: `The machine is short of files: end other programs, ${again}`,
  ENFILE: `The machine is short of files: end other programs, ${again}`,
  ENOENT: 'It vanished while it was copied; import again if it comes back.',
  EIO: `The disk failed, or gave other bytes at a second look: check it, ${again}`,
};

/** What to do when something could not be copied into `root`. */
export function hintFor(failure: unknown, root: string): string {
  if (failure instanceof RunkeepError) return failure.hint;
  const code = errnoOf(failure);
  if (code === 'EACCES' || code === 'EPERM') return `Give the user of the daemon the right to ${isBelow(failure, root) ? 'write into the root' : 'read it'}, ${again}`;
  return hints[code] ?? `Look at the message, ${again}`;
}

function isBelow(failure: unknown, root: string): boolean {
  return failure instanceof Error && 'path' in failure && typeof failure.path === 'string' && failure.path.startsWith(`${root}/`);
}
