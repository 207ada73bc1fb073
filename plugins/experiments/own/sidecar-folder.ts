import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isExperimentId } from '../experiment-id.js';
import { sidecar, type Sidecar } from './sidecar.js';

/** The folder `.runkeep/experiments/`: a JSON file for each run that people said something of. */
export class SidecarFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  async make(): Promise<void> {
    // Not recursive: that reports ENOENT where the disk has no inode left.
    await mkdir(this.path, { mode: 0o700 }).catch((failure: unknown) => {
      if ((failure as NodeJS.ErrnoException).code !== 'EEXIST') throw failure;
    });
  }

  /** Every readable sidecar; foreign and broken files are left alone and named. */
  async read(): Promise<{ sidecars: Sidecar[]; unreadable: string[] }> {
    const sidecars: Sidecar[] = [];
    const unreadable: string[] = [];
    for (const name of (await readdir(this.path)).filter((one) => one.endsWith('.json'))) {
      const one = await this.#parsed(name);
      if (one) sidecars.push(one);
      else unreadable.push(name);
    }
    return { sidecars, unreadable };
  }

  async #parsed(name: string): Promise<Sidecar | undefined> {
    try {
      const read = sidecar.parse(JSON.parse(await readFile(join(this.path, name), 'utf8')));
      return `${read.experiment_id}.json` === name && isExperimentId(read.experiment_id) ? read : undefined;
    } catch {
      return undefined;
    }
  }
}
