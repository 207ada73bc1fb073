import { randomUUID } from 'node:crypto';
import { lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pendingAnswer, type PendingAnswer } from '../../../schemas/dedup-pending.js';
import { errnoOf } from '../errno.js';
import { realFiles } from '../pool/pool-files.js';

/** A record that waits, by its id and the time of its file. */
export interface Waiting {
  readonly id: string;
  /** Unix seconds. */
  readonly since: number;
}

const recordName = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.json$/;

/** `.runkeep/pending`: records that clients leave, answers to them, and records that were refused. */
export class PendingFolder {
  readonly path: string;

  constructor(keep: string) {
    this.path = join(keep, 'pending');
  }

  async make(): Promise<void> {
    for (const folder of [this.path, this.#answers, this.#rejected]) await mkdir(folder, { recursive: true, mode: 0o700 });
  }

  /** Those that wait, the oldest first. */
  async waiting(): Promise<Waiting[]> {
    const found: Waiting[] = [];
    for (const name of await readdir(this.path)) {
      const id = recordName.exec(name)?.[1];
      const since = id === undefined ? undefined : await this.#since(name);
      if (id !== undefined && since !== undefined) found.push({ id, since });
    }
    return found.sort((one, other) => one.since - other.since || (one.id < other.id ? -1 : 1));
  }

  record(id: string): string {
    return join(this.path, `${id}.json`);
  }

  /** Where a client may put copies of its own for this record. */
  copies(id: string): string {
    return join(this.path, id);
  }

  async answered(id: string): Promise<PendingAnswer | undefined> {
    try {
      return pendingAnswer.parse(JSON.parse(await readFile(join(this.#answers, `${id}.json`), 'utf8')));
    } catch (failure) {
      if (errnoOf(failure) === 'ENOENT') return undefined;
      throw failure;
    }
  }

  /** Answers durably, then puts the record away: a crash in between finds the answer. */
  async answer(answer: PendingAnswer): Promise<void> {
    await writeDocument(join(this.#answers, `${answer.id}.json`), JSON.stringify(answer));
    await this.putAway(answer);
  }

  /** An answered record goes; a refused one is kept aside. */
  async putAway({ id, state }: PendingAnswer): Promise<void> {
    await rm(this.copies(id), { recursive: true, force: true });
    if (state === 'published') await rm(this.record(id), { force: true });
    else await moved(this.record(id), join(this.#rejected, `${id}.json`));
    await realFiles.syncFolder(this.path);
  }

  /** Forgets answers that nobody fetched in time. */
  async sweep(before: number): Promise<void> {
    for (const name of await readdir(this.#answers)) {
      if ((await lstat(join(this.#answers, name))).mtimeMs / 1000 < before) await rm(join(this.#answers, name), { force: true });
    }
  }

  get #answers(): string {
    return join(this.path, 'answers');
  }

  get #rejected(): string {
    return join(this.path, 'rejected');
  }

  async #since(name: string): Promise<number | undefined> {
    try {
      return (await lstat(join(this.path, name))).mtimeMs / 1000;
    } catch (failure) {
      if (errnoOf(failure) === 'ENOENT') return undefined;
      throw failure;
    }
  }
}

async function moved(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (failure) {
    if (errnoOf(failure) !== 'ENOENT') throw failure;
  }
}

/** A reader finds it whole or not at all (REL-16). */
async function writeDocument(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await realFiles.syncFolder(dirname(path));
}
