import { constants } from 'node:fs';
import { link, lstat, mkdir, open, readdir, rename, rm, statfs, type FileHandle } from 'node:fs/promises';

/** What is done to an open file of the pool. */
export type PoolFile = Pick<FileHandle, 'chmod' | 'close' | 'read' | 'sync' | 'writeFile' | 'writev'>;

/** The file calls of the pool on the main thread; a port, so that tests can let each of them fail (REL-03). */
export interface PoolFiles {
  link(from: string, to: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** `new`: there must be none of that name; `on`: it is written on; `read`: it is only read. A link is never followed. */
  open(path: string, how: 'new' | 'on' | 'read'): Promise<PoolFile>;
  /** Makes a folder of ours; fails where there is something. */
  makeFolder(path: string): Promise<void>;
  names(folder: string): Promise<string[]>;
  syncFolder(path: string): Promise<void>;
  /** Bytes that may still be written, the reserve of LIM-40 left alone. */
  room(folder: string): Promise<number>;
  stat(path: string): Promise<PoolStat>;
}

/** The part of a stat that shows whether an object is still what was published. */
export interface PoolStat {
  readonly isFile: boolean;
  readonly isFolder: boolean;
  readonly device: string;
  readonly inode: string;
  readonly mtime_ns: string;
  readonly size: number;
  readonly links: number;
}

const gibibyte = 2 ** 30;
const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants;
const flags = { new: O_CREAT | O_EXCL | O_WRONLY, on: O_WRONLY, read: O_RDONLY };

/** The disk itself. */
export const realFiles: PoolFiles = {
  link,
  rename,
  remove: (path) => rm(path, { force: true }),
  open: (path, how) => open(path, flags[how] | O_NOFOLLOW, 0o600),
  makeFolder: (path) => mkdir(path, { mode: 0o700 }),
  names: (folder) => readdir(folder),
  syncFolder: async (path) => {
    const folder = await open(path, O_RDONLY);
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
  room: async (folder) => {
    const { bavail, blocks, bsize } = await statfs(folder);
    const all = blocks * bsize;
    return bavail * bsize - Math.min(Math.max(gibibyte, all * 0.03), all * 0.1);
  },
  stat: async (path) => {
    const stat = await lstat(path, { bigint: true });
    return { isFile: stat.isFile(), isFolder: stat.isDirectory(), device: String(stat.dev), inode: String(stat.ino), mtime_ns: String(stat.mtimeNs), size: Number(stat.size), links: Number(stat.nlink) };
  },
};
