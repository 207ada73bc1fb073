import { randomUUID } from 'node:crypto';
import { open, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Staging } from '../api/intent.js';

const pattern = /^intent-([0-9a-f-]{36})(\.part)?$/;

/**
 * The staging folder of one intent. It is filled under `<name>.part` and gets its name when all of it is durable, so
 * that a folder without the suffix says: publishing may have begun.
 */
export class StagingFolder implements Staging {
  readonly #home: string;
  readonly #path: string;
  #isWhole = false;

  constructor(home: string, id: string) {
    this.#home = home;
    this.#path = join(home, `intent-${id}`);
  }

  static newId(): string {
    return randomUUID();
  }

  get folder(): string {
    return this.#isWhole ? this.#path : `${this.#path}.part`;
  }

  async make(): Promise<void> {
    // Not recursive: that reports ENOENT where the disk has no inode left.
    await mkdir(this.#home, { mode: 0o700 }).catch((failure: unknown) => {
      if ((failure as NodeJS.ErrnoException).code !== 'EEXIST') throw failure;
    });
    await mkdir(this.folder, { mode: 0o700 });
  }

  async write(name: string, bytes: Uint8Array | string): Promise<void> {
    if (basename(name) !== name || name.startsWith('.')) throw new Error(`${name} is no plain name`);
    const file = await open(join(this.folder, name), 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** Everything is written: from here on the intent can be published. */
  async seal(): Promise<void> {
    await syncFolder(this.folder);
    await rename(this.folder, this.#path);
    this.#isWhole = true;
    await syncFolder(this.#home);
  }

  /** After a crash: was the folder sealed? */
  async find(): Promise<boolean> {
    this.#isWhole = (await namesIn(this.#home)).includes(basename(this.#path));
    return this.#isWhole;
  }

  async remove(): Promise<void> {
    await rm(`${this.#path}.part`, { recursive: true, force: true });
    await rm(this.#path, { recursive: true, force: true });
  }

  /** Removes the folders of intents that are no more. */
  static async sweep(home: string, kept: ReadonlySet<string>): Promise<void> {
    for (const name of await namesIn(home)) {
      const id = pattern.exec(name)?.[1];
      if (id !== undefined && !kept.has(id)) await rm(join(home, name), { recursive: true, force: true });
    }
  }
}

/** Nothing was ever staged where there is no folder. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (failure) {
    if (failure instanceof Error && 'code' in failure && failure.code === 'ENOENT') return [];
    throw failure;
  }
}

/** Makes what was done to the names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
