import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { headBytes, headHash } from './head-hash.js';

/** Where a file stands against a cursor at `offset`; undefined when there is none, or none that may be read. */
export function probeFile(path: string, offset: number): { readonly dev: string; readonly inode: string; readonly size: number; readonly hash: string } | undefined {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  try {
    const { dev, ino, size } = fstatSync(fd, { bigint: true });
    const head = Buffer.alloc(Math.min(headBytes, offset));
    const read = readSync(fd, head, 0, head.length, offset - head.length);
    return { dev: String(dev), inode: String(ino), size: Number(size), hash: headHash(head.subarray(0, read)) };
  } finally {
    closeSync(fd);
  }
}
