import { link, lstat, rename, rm, statfs } from 'node:fs/promises';
import { syncFolder } from './pool-folder.js';

/** The file calls by which names of the pool come and go; a port, so that tests can let each of them fail (REL-03). */
export interface PoolFiles {
  link(from: string, to: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  syncFolder(path: string): Promise<void>;
  /** Bytes that may still be written, the reserve of LIM-40 left alone. */
  room(folder: string): Promise<number>;
  stat(path: string): Promise<PoolStat>;
}

/** The part of a stat that shows whether an object is still what was published. */
export interface PoolStat {
  readonly isFile: boolean;
  readonly device: string;
  readonly inode: string;
  readonly mtime_ns: string;
  readonly size: number;
  readonly links: number;
}

const gibibyte = 2 ** 30;

/** The disk itself. */
export const realFiles: PoolFiles = {
  link,
  rename,
  remove: (path) => rm(path, { force: true }),
  syncFolder,
  room: async (folder) => {
    const { bavail, blocks, bsize } = await statfs(folder);
    const all = blocks * bsize;
    return bavail * bsize - Math.min(Math.max(gibibyte, all * 0.03), all * 0.1);
  },
  stat: async (path) => {
    const stat = await lstat(path, { bigint: true });
    return { isFile: stat.isFile(), device: String(stat.dev), inode: String(stat.ino), mtime_ns: String(stat.mtimeNs), size: Number(stat.size), links: Number(stat.nlink) };
  },
};
