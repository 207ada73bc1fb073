import { closeSync, constants, fstatSync, openSync, readlinkSync, realpathSync, type BigIntStats } from 'node:fs';
import { sep } from 'node:path';
import type { FileStamp } from '../../api/hasher.js';
import { FileRefused } from './file-failure.js';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

/** Where a file may lie. */
export interface Bounds {
  readonly within: string;
  readonly without?: string | undefined;
}

/** Bytes that one file may have (LIM-30). */
const mostBytes = 5n * 2n ** 40n;

/** Opens a regular file below `within` and outside of `without`, gives it to `work`, and closes it. What is open is checked, not what was named (SEC-31). */
export function withSource<T>(path: string, { within, without }: Bounds, work: (descriptor: number, stat: BigIntStats) => T): T {
  const descriptor = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stat = fstatSync(descriptor, { bigint: true });
    if (!stat.isFile()) throw new FileRefused('not-a-file', `${path} is no regular file`);
    if (stat.size > mostBytes) throw new FileRefused('too-large', `${path} has ${stat.size} bytes`);
    const real = realPath(descriptor, path);
    if (!real.startsWith(within + sep)) throw new FileRefused('outside', `${path} leads out of ${within}`);
    if (without !== undefined && real.startsWith(without + sep)) throw new FileRefused('inside-pool', `${path} lies in ${without}`);
    return work(descriptor, stat);
  } finally {
    closeSync(descriptor);
  }
}

/** Throws when the file is not what it was at `before`: its bytes may be of two times (REL-11). */
export function assertUnchanged(descriptor: number, before: BigIntStats, path: string): void {
  const now = fstatSync(descriptor, { bigint: true });
  if (now.size !== before.size || now.mtimeNs !== before.mtimeNs || (now.ctimeNs !== before.ctimeNs && now.nlink === before.nlink)) throw new FileRefused('source-changed', `${path} was written to while it was read`);
}

/** The part of a stat that changes with the bytes. */
export function stampOf(stat: BigIntStats): FileStamp {
  return { device: String(stat.dev), inode: String(stat.ino), size: Number(stat.size), mtime_ns: String(stat.mtimeNs), links: Number(stat.nlink) };
}

/** Without /proc the name is resolved once more. */
function realPath(descriptor: number, path: string): string {
  return process.platform === 'linux' ? readlinkSync(`/proc/self/fd/${descriptor}`) : realpathSync(path);
}
