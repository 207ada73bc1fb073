import type { FileFailure, FileHash } from '../../../daemon/api/hasher.js';
import type { PoolFinding } from '../../../schemas/dedup-checks.js';
import type { PoolStat } from '../pool/pool-files.js';
import type { ObjectRow } from './object-rows.js';

export type Verdict = 'intact' | 'unclear' | Extract<PoolFinding['code'], 'object-missing' | 'object-damaged' | 'object-unreadable' | 'object-drifted'>;

const gone = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'not-a-file', 'outside']);
/** These say nothing of the object: it was replaced while it was read, or the machine is short of something. */
const later = new Set(['source-changed', 'EMFILE', 'ENFILE', 'ENOMEM', 'EBUSY', 'EAGAIN']);

/** Is the file as it was when it was published? The device is left out: it changes with a restart on some file systems. */
export function isAsPublished(row: ObjectRow, stat: PoolStat): boolean {
  return stat.isFile && stat.links === 1 && stat.size === row.size && stat.inode === row.pool_inode && stat.mtime_ns === row.pool_mtime_ns;
}

/** What reading an object said of it; `isAsPublished` as its stat was before. */
export function judge(row: ObjectRow, answer: FileHash | FileFailure | undefined, asPublished: boolean): Verdict {
  if (answer === undefined) return 'unclear';
  if (answer.ok) return answer.digest !== row.digest ? 'object-damaged' : asPublished ? 'intact' : 'object-drifted';
  if (gone.has(answer.code)) return 'object-missing';
  if (later.has(answer.code)) return 'unclear';
  return answer.code === 'EIO' ? 'object-damaged' : 'object-unreadable';
}

/** For people. */
export function describe(verdict: Exclude<Verdict, 'intact' | 'unclear'>, answer: FileHash | FileFailure | undefined): string {
  switch (verdict) {
    case 'object-missing':
      return 'there is no such file in the pool';
    case 'object-damaged':
      return answer?.ok === false ? `the disk cannot read it (${answer.message})` : 'it holds other bytes';
    case 'object-unreadable':
      return `it cannot be read (${answer?.ok === false ? answer.message : 'unknown'})`;
    case 'object-drifted':
      return 'its bytes are right, but the file is another one than was stored, or has another name too';
  }
}
