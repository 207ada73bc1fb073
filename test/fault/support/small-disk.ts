import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atEnd, type Scene } from '../../support/at-end.js';

export interface DiskSize {
  readonly megabytes: number;
  readonly inodes: number;
}

/** Mounts a small tmpfs at a folder; undefined when this user or machine may not. */
export function smallDisk(scene: Scene, folder: string, { megabytes, inodes }: DiskSize): SmallDisk | undefined {
  mkdirSync(folder, { recursive: true });
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,nr_inodes=${inodes},mode=0700`, 'runkeep-test', folder]);
  if (mounted.status !== 0) return undefined;
  atEnd(scene, () => void execFileSync('umount', ['-l', folder]));
  return new SmallDisk(folder);
}

/** A disk that can be filled to its last byte or inode, and emptied again. */
export class SmallDisk {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = join(folder, 'ballast');
  }

  fillBytes(): void {
    mkdirSync(this.#folder, { recursive: true });
    for (let size = 2 ** 20; size >= 4096; size /= 2) this.#addUntilFull(Buffer.alloc(size));
  }

  fillInodes(): void {
    mkdirSync(this.#folder, { recursive: true });
    this.#addUntilFull(Buffer.alloc(0));
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(join(this.#folder, '..'));
    return bavail * bsize;
  }

  empty(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #addUntilFull(bytes: Buffer): void {
    for (let n = readdirSync(this.#folder).length; ; n++) {
      try {
        writeFileSync(join(this.#folder, `b${n}`), bytes);
      } catch {
        return;
      }
    }
  }
}
