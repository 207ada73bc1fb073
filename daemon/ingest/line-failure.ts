import { RunkeepError } from '../api/errors.js';

/** Did the store fail for want of space or of a working disk, so that it is worth trying again? */
export function isPassing(failure: unknown): boolean {
  if (failure instanceof RunkeepError) return failure.family === 'no-space' || failure.family === 'busy';
  if (!(failure instanceof Error) || !('code' in failure) || typeof failure.code !== 'string') return false;
  return /^SQLITE_(FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN|NOMEM)/.test(failure.code) || ['ENOSPC', 'EDQUOT', 'EIO', 'EROFS'].includes(failure.code);
}
